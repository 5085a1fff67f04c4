interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
}

/** Types of it are part of the browser's library only. */
const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };

const ABSENT = 'there is no WebAssembly: ask isAvailable first';

/** A module that is embedded as text: decoded when it is first asked for, compiled when it is first started. */
export class WasmModule<Exports> {
  readonly #base64: string;
  #bytes: Uint8Array | undefined;
  #compiled: object | undefined;
  #canRun: boolean | undefined;

  constructor(base64: string) {
    this.#base64 = base64;
  }

  /** Whether this machine runs it: WebAssembly with 128-bit vectors, which processors before 2008 lack. */
  get isAvailable(): boolean {
    this.#canRun ??= api?.validate(this.#code) ?? false;
    return this.#canRun;
  }

  /**
   * @param pages  of 64 KB; the memory has this size for good
   * @param hostIn  what the module calls, by name, once there is a memory
   */
  start(
    pages: number,
    hostIn: (memory: ArrayBuffer) => object,
  ): { readonly memory: ArrayBuffer; readonly kernel: Exports } {
    if (api === undefined) throw new Error(ABSENT);
    const memory = new api.Memory({ initial: pages, maximum: pages });
    const host = hostIn(memory.buffer);
    const { exports } = new api.Instance(this.compiled, { env: { memory }, host });
    return { memory: memory.buffer, kernel: exports as Exports };
  }

  /** Its machine code, which another thread can use. */
  get compiled(): object {
    if (api === undefined) throw new Error(ABSENT);
    this.#compiled ??= new api.Module(this.#code);
    return this.#compiled;
  }

  /** Uses the machine code that another thread has. */
  set compiled(compiled: object) {
    this.#compiled = compiled;
  }

  get #code(): Uint8Array {
    this.#bytes ??= Uint8Array.from(atob(this.#base64), (character) => character.charCodeAt(0));
    return this.#bytes;
  }
}
