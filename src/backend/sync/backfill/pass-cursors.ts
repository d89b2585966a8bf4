import { Cursors } from '../api/cursors';
import type { Page } from '../api/page';
import type { Pass, Track } from './pass';

/** Of a hundred each at best: some ten million pull requests. */
const MOST_PAGES = 100_000;

/** Sees to it that both lists of a pass end. */
export class PassCursors {
  readonly #pullRequests: Cursors;
  readonly #deployments: Cursors;

  /** @param pass as it begins, or goes on */
  constructor(repository: string, pass: Pass) {
    const along = (what: string, track: Track | null) =>
      new Cursors({ what: `${what} of ${repository}`, from: track?.cursor ?? null, mostPages: MOST_PAGES });
    this.#pullRequests = along('pull requests', pass.pullRequests);
    this.#deployments = along('deployments', pass.deployments);
  }

  /**
   * @param pass after the page
   * @throws Failure where it would never end
   */
  follow(pass: Pass, { pullRequests, deployments }: Page): void {
    if (pullRequests !== null && pass.pullRequests?.isDone === false && pullRequests.next !== null) {
      this.#pullRequests.follow(pullRequests.next, pullRequests.facts.length);
    }
    if (deployments !== null && pass.deployments?.isDone === false && deployments.next !== null) {
      this.#deployments.follow(deployments.next, deployments.facts.length);
    }
  }
}
