import type { PoolClient } from 'pg';

import { Failure } from '../../../model/failure';
import type { GitHubApi } from '../api/github-api';
import type { Page } from '../api/page';
import type { RepositoryIdentity } from '../facts/facts';
import { storeFacts } from '../facts/store-facts';
import type { StoreCounts } from '../facts/store-facts';
import { inTransaction } from '../../aurora/transaction';
import { learnId } from '../mapping/learn-ids';
import { endPass } from './end-pass';
import type { PassEnd } from './end-pass';
import { keepLimits } from './job';
import { afterPage, derivingOf, fromTheTop, nextRequest } from './pass';
import type { Pass, Scope } from './pass';
import { PassCursors } from './pass-cursors';
import { pageOfSame } from './same-repository';
import { savePass } from './state';

/** What a pass is run with. */
export interface PassTools {
  /** Outside a transaction. */
  readonly client: PoolClient;
  readonly api: GitHubApi;
  readonly signal: AbortSignal;
  /** Told of each page once it is stored. */
  readonly onPage: (page: StoredPage) => void;
  readonly onEnd: (end: PassEnd) => void;
}

export interface StoredPage {
  readonly repository: RepositoryIdentity;
  readonly page: Page;
  readonly counts: StoreCounts;
  /** The pass after it. */
  readonly pass: Pass;
}

/** Which repository: by its id where it is known, and by a name that it has or had. */
export interface Whereabouts {
  readonly name: string;
  readonly id: number | null;
}

/**
 * Goes through a pass, page by page. A page and the place after it are stored in one transaction, so
 * that a process that is killed at any moment leaves a pass that the next one goes on with. While one
 * page is stored the next is fetched already. In the end what the pages do not tell is looked up, and what
 * follows for records is derived.
 *
 * @throws Failure of the API, or where its pages never end; the signal's reason when it is stopped; what PostgreSQL says
 */
export async function runPass({ name, id }: Whereabouts, begun: Pass, scope: Scope, tools: PassTools): Promise<void> {
  // Where storing fails nobody waits for the next page any more.
  const ahead = new AbortController();
  const fetch = fetcher(tools.api, scope, AbortSignal.any([tools.signal, ahead.signal]));
  let pass = begun;
  let cursors = new PassCursors(name, begun);
  let fetching = fetch(pass, { name, id });
  let repository = id === null ? null : { id, fullName: name };
  try {
    while (fetching !== null) {
      const fetched = await fetching;
      tools.signal.throwIfAborted();
      const { page } = fetched;
      repository = page.repository;
      cursors = fetched.pass === pass ? cursors : new PassCursors(name, fetched.pass);
      pass = afterPage(fetched.pass, page);
      cursors.follow(pass, page);
      fetching = fetch(pass, { name: page.repository.fullName, id: page.repository.id });
      // It is awaited in the next turn, or given up.
      fetching?.catch(() => undefined);
      const counts = await inTransaction(tools.client, async () => {
        if (id === null) {
          await learnId(tools.client, name, page.repository);
        }
        return await storePage(tools.client, page, pass, scope);
      });
      // At once: the next page may have to wait for an hour, and the status shows why.
      await keepLimits(tools.client, tools.api.limits);
      tools.onPage({ repository: page.repository, page, counts, pass });
    }
    if (repository !== null) {
      tools.onEnd(await endPass(repository, pass, tools));
    }
  } finally {
    ahead.abort(new Error('The page is not needed any more.'));
  }
}

interface Fetched {
  readonly page: Page;
  /** The pass that the page belongs to: begun anew where GitHub had forgotten the place. */
  readonly pass: Pass;
}

/** Begins anew once at most: whoever forgets every place would be asked for ever. */
function fetcher(api: GitHubApi, scope: Scope, signal: AbortSignal) {
  let isAnew = false;
  return (pass: Pass, { name, id }: Whereabouts): Promise<Fetched> | null => {
    const request = nextRequest(pass, name, scope);
    return (
      request &&
      pageOfSame(api, request, id, signal)
        .then((page) => ({ page, pass }))
        .catch(async (error: unknown) => {
          const again = nextRequest(fromTheTop(pass), name, scope);
          if (!isStaleCursor(error) || again === null || isAnew) {
            throw error;
          }
          isAnew = true;
          return { page: await pageOfSame(api, again, id, signal), pass: fromTheTop(pass) };
        })
    );
  };
}

function isStaleCursor(error: unknown): boolean {
  return error instanceof Failure && error.status === 409;
}

async function storePage(client: PoolClient, page: Page, pass: Pass, scope: Scope): Promise<StoreCounts> {
  const pullRequests = page.pullRequests?.facts ?? [];
  const deployments = page.deployments?.facts ?? [];
  const counts = await storeFacts(client, [...pullRequests, ...deployments], derivingOf(pass));
  const sizes = { pullRequests: pullRequests.length, deployments: deployments.length };
  await savePass(client, page.repository, { scope, pass, counts: sizes });
  return counts;
}
