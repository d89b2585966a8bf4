import { Failure } from '../../../model/failure';

/** Pages in a row that hold nothing, though more is said to follow. */
const MOST_EMPTY_PAGES = 10;
export interface CursorsOf {
  /** For messages: `pull requests of owner/repo`. */
  readonly what: string;
  /** Where its first page began; null: at its beginning. */
  readonly from: string | null;
  /** More than any list of GitHub has. */
  readonly mostPages: number;
}

/** Goes along the pages of one list, and sees to it that it ends. */
export class Cursors {
  readonly #list: CursorsOf;
  readonly #seen: Set<string | null>;
  #emptyPages = 0;

  constructor(list: CursorsOf) {
    this.#list = list;
    this.#seen = new Set([list.from]);
  }

  /**
   * Notes the cursor of the following page.
   *
   * @param items how many the page before it holds
   * @throws Failure where it leads back, or nowhere
   */
  follow(cursor: string, items: number): void {
    const { what, mostPages } = this.#list;
    this.#emptyPages = items === 0 ? this.#emptyPages + 1 : 0;
    const trouble = this.#seen.has(cursor)
      ? 'leads back to a page that was read before'
      : this.#emptyPages > MOST_EMPTY_PAGES
        ? `holds nothing for ${this.#emptyPages} pages in a row`
        : this.#seen.size >= mostPages
          ? `has more than ${mostPages} pages`
          : null;
    if (trouble !== null) {
      throw new Failure({
        status: 502,
        source: 'downstream',
        message: `GitHub's list of ${what} ${trouble}.`,
        advice: 'Sync once more; see what stands between here and GitHub.',
      });
    }
    this.#seen.add(cursor);
  }
}
