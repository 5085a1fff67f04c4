/** Numbers of which nobody knows beforehand how many come. */
export class GrowingNumbers {
  #values = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    this.#makeRoom(1);
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  pushAll(values: Float64Array): void {
    this.#makeRoom(values.length);
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#values.length) return;
    const longer = new Float64Array(Math.max(needed, 2 * this.#values.length));
    longer.set(this.#values);
    this.#values = longer;
  }

  values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
