import { HOLE_END } from './layout.ts';

/** Text that stands as it is, then something of a kind that the kernel reads. */
export interface PatternPart {
  readonly literal: string;
  readonly hole: number;
}

/** With what stands in the hole. */
export interface VaryingPart extends PatternPart {
  readonly text: string;
}

export interface VaryingText {
  readonly parts: readonly VaryingPart[];
  /** What stands behind the last hole. Default: nothing. */
  readonly end?: string;
}

/** Which strings and arrays of a record vary; everything else of it is literal. */
export interface PatternRules {
  /** What a string is made of: texts with holes behind them; undefined for a string that never varies. */
  stringAt(path: string, text: string): VaryingText | undefined;
  /** The hole that takes a whole array of strings. */
  arrayAt(path: string): number | undefined;
}

export interface ScannedLine {
  readonly parts: readonly PatternPart[];
  /** What the line has in its holes, as it stands there. */
  readonly holes: readonly VaryingPart[];
}

const PLAIN = /^[\x20-\x7e\t]*$/;
const BACKSLASH = '\\';

/**
 * Cuts a line of valid JSON into literals and holes.
 * @param line  valid JSON
 * @returns undefined when a literal has an escape or another character than plain ones, or a key stands there twice
 */
export function scanPattern(line: string, rules: PatternRules): ScannedLine | undefined {
  const scanner = new PatternScanner(line.trimEnd(), rules);
  return scanner.scan();
}

class PatternScanner {
  private readonly line: string;
  private readonly rules: PatternRules;
  private readonly parts: PatternPart[] = [];
  private readonly holes: VaryingPart[] = [];
  private readonly paths = new Set<string>();
  private literal = '';
  private at = 0;
  private isPlain = true;

  constructor(line: string, rules: PatternRules) {
    this.line = line;
    this.rules = rules;
  }

  scan(): ScannedLine | undefined {
    this.value('');
    this.parts.push({ literal: this.literal, hole: HOLE_END });
    const isPlain = this.isPlain && this.parts.every(({ literal }) => PLAIN.test(literal));
    return isPlain && this.at === this.line.length ? { parts: this.parts, holes: this.holes } : undefined;
  }

  private value(path: string): void {
    this.space();
    const first = this.line[this.at];
    if (first === '{') this.object(path);
    else if (first === '[') this.array(path);
    else if (first === '"') this.string(path);
    else while (this.at < this.line.length && !',]} \t\r'.includes(this.line[this.at] ?? '')) this.take();
    this.space();
  }

  private object(path: string): void {
    this.take();
    this.space();
    while (this.line[this.at] === '"') {
      const key = this.rawString();
      const own = `${path}/${key}`;
      // The last one of a repeated key counts, and a key may be spelled with escapes: both are too odd to learn.
      if (this.paths.has(own) || key.includes(BACKSLASH)) this.isPlain = false;
      this.paths.add(own);
      this.literal += `"${key}"`;
      this.space();
      this.take();
      this.value(own);
      if (this.line[this.at] === ',') this.take();
      this.space();
    }
    this.take();
  }

  private array(path: string): void {
    const hole = this.rules.arrayAt(path);
    this.take();
    if (hole !== undefined) {
      const from = this.at;
      while (this.line[this.at] === '"') {
        this.rawString();
        if (this.line[this.at] === ',') this.at += 1;
      }
      this.hole(hole, this.line.slice(from, this.at));
    }
    this.space();
    while (this.at < this.line.length && this.line[this.at] !== ']') {
      this.value(`${path}/*`);
      if (this.line[this.at] === ',') this.take();
    }
    this.take();
  }

  private string(path: string): void {
    const text = this.rawString();
    const varying = this.rules.stringAt(path, text);
    if (varying === undefined) {
      if (text.includes(BACKSLASH)) this.isPlain = false;
      this.literal += `"${text}"`;
      return;
    }
    this.literal += '"';
    for (const part of varying.parts) {
      this.literal += part.literal;
      this.hole(part.hole, part.text);
    }
    this.literal = `${varying.end ?? ''}"`;
  }

  /** The text between quotes, escapes as they stand. */
  private rawString(): string {
    const from = this.at + 1;
    let end = from;
    while (end < this.line.length && this.line[end] !== '"') end += this.line[end] === BACKSLASH ? 2 : 1;
    this.at = end + 1;
    return this.line.slice(from, end);
  }

  private hole(hole: number, text: string): void {
    this.parts.push({ literal: this.literal, hole });
    this.holes.push({ literal: this.literal, hole, text });
    this.literal = '';
  }

  private take(): void {
    this.literal += this.line[this.at] ?? '';
    this.at += 1;
  }

  private space(): void {
    while (' \t\r'.includes(this.line[this.at] ?? '-')) this.take();
  }
}
