/** What became of everything that was asked. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #wrong: string[] = [];

  /** Counts an answer, such as `query 200`. */
  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** Counts an answer that should not have been. */
  countWrong(what: string, why: string): void {
    this.count(what);
    this.#wrong.push(`${what}: ${why}`);
  }

  /** Answers by kind and status, in order of their names. */
  get counts(): readonly (readonly [string, number])[] {
    return [...this.#counts].toSorted(([one], [other]) => one.localeCompare(other));
  }

  get wrong(): readonly string[] {
    return this.#wrong;
  }
}
