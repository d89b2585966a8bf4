import type { RestAnswer } from './fake-rest';

/** Webhooks of the fake GitHub, and what they delivered. */

export interface FakeAttempt {
  readonly id: number;
  readonly guid: string;
  readonly at: Date;
  readonly status: number;
  readonly event: string;
  readonly repositoryId: number | null;
}

export interface FakeHook {
  /** `/app/hook`, `/repos/OWNER/NAME/hooks/ID` or `/orgs/OWNER/hooks/ID`. */
  readonly path: string;
  readonly url: string;
  /** The newest first. */
  readonly attempts: FakeAttempt[];
}

export interface HooksState {
  readonly hooks: readonly FakeHook[];
  /** `none`: not even seen; `read`: nothing may be asked for again. */
  readonly access: 'none' | 'read' | 'write';
  /** Ids of attempts that were asked for again. */
  readonly redelivered: string[];
  /** As the fake's own address. */
  readonly origin: string;
}

const FORBIDDEN: RestAnswer = {
  status: 403,
  headers: {},
  body: { message: 'Resource not accessible by personal access token' },
};
const MISSING: RestAnswer = { status: 404, headers: {}, body: { message: 'Not Found' } };

/** @returns null where the request is another one */
export function answerHooks(method: string | undefined, url: URL, state: HooksState): RestAnswer | null {
  const [, list] = /^(\/(?:repos\/[^/]+|orgs)\/[^/]+\/hooks)$/.exec(url.pathname) ?? [];
  const [, hookPath = '', attemptId] = /^(.+)\/deliveries(?:\/(\d+)\/attempts)?$/.exec(url.pathname) ?? [];
  if (list === undefined && hookPath === '') {
    return null;
  }
  if (state.access === 'none') {
    return MISSING;
  }
  if (list !== undefined) {
    const ofList = state.hooks.filter(({ path }) => path.startsWith(`${list}/`));
    const body = ofList.map(({ path, url: to }) => ({
      ...{ id: Number(path.split('/').at(-1)), active: true, config: { url: to } },
    }));
    return { status: 200, headers: {}, body };
  }
  const hook = state.hooks.find(({ path }) => path === hookPath);
  if (hook === undefined) {
    return MISSING;
  }
  return attemptId === undefined ? deliveries(hook, url, state) : redelivery(method, attemptId, state);
}

function redelivery(method: string | undefined, attemptId: string, { access, redelivered }: HooksState): RestAnswer {
  if (method !== 'POST' || access !== 'write') {
    return FORBIDDEN;
  }
  redelivered.push(attemptId);
  return { status: 202, headers: {}, body: {} };
}

/** As GitHub does, by a cursor that the header `Link` tells. */
function deliveries({ attempts }: FakeHook, url: URL, { origin }: HooksState): RestAnswer {
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const first = Number(url.searchParams.get('cursor')?.replace('v1_', '') ?? 0);
  const body = attempts.slice(first, first + size).map(({ id, guid, at, status, event, repositoryId }) => ({
    ...{ id, guid, delivered_at: at.toISOString(), redelivery: false, duration: 0.1, status: 'of no interest' },
    ...{ status_code: status, event, action: null, installation_id: null, repository_id: repositoryId },
  }));
  const next = `<${origin}${url.pathname}?per_page=${size}&cursor=v1_${first + size}>; rel="next"`;
  return { status: 200, headers: first + size < attempts.length ? { link: next } : {}, body };
}
