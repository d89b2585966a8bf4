import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { FakeRepository } from './fake-data';
import { json, misbehave } from './fake-faults';
import type { Fault } from './fake-faults';
import { answerGraphql } from './fake-graphql';
import type { GraphqlRequest } from './fake-graphql';
import { FakeLimit } from './fake-limits';
import { answerHooks } from './fake-hooks';
import type { FakeHook, HooksState } from './fake-hooks';
import { answerRest, answerStatus, notFound } from './fake-rest';
import type { FakeStatus, RestAnswer } from './fake-rest';
import { FakeSignIn } from './fake-sign-in';

/** One request that came in. */
export interface SeenRequest {
  readonly kind: 'graphql' | 'rest' | 'signIn';
  readonly path: string;
  /** Of a GraphQL query; empty otherwise. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly status: number;
}

/** What a test decides before a request is answered: to change GitHub's data meanwhile, or to spoil the answer. */
export type Meddler = (request: Omit<SeenRequest, 'status'>, index: number) => Fault | undefined;

const INSTALLATION_TOKEN_LIFE_MS = 3_600_000;

/** A GitHub API server, as far as sync uses it, over real HTTP on 127.0.0.1. */
export class FakeGitHub {
  readonly repositories: FakeRepository[] = [];
  readonly signIn = new FakeSignIn();
  readonly limits = { core: new FakeLimit('core'), graphql: new FakeLimit('graphql') };
  readonly seen: SeenRequest[] = [];
  /** Faults of the next GraphQL or REST requests, in turn; `null` lets one pass. */
  readonly faults: (Fault | null)[] = [];
  /** Commit statuses that were set, the newest last. */
  readonly statuses: FakeStatus[] = [];
  /** Webhooks of its repositories, organisations and App. */
  readonly hooks: FakeHook[] = [];
  /** Ids of deliveries that were asked for again. */
  readonly redelivered: string[] = [];
  /** What whoever asks may do with webhooks. */
  accessToHooks: HooksState['access'] = 'none';
  /** Whether whoever asks may set commit statuses. */
  mayWriteStatuses = true;
  /** How long GraphQL takes to answer; the real one needs about a second for a full page. */
  latencyMs = 0;
  /** The most that a page of GraphQL holds, however many are asked for. */
  shortPage = 100;
  meddle: Meddler = () => undefined;
  /** What lets GraphQL requests go that are held; null: none are. */
  #held: (() => void)[] | null = null;
  #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  #counted = 0;

  /** Starts on a free port, with the personal token `ghp_test`. */
  static async start(): Promise<FakeGitHub> {
    const github = new FakeGitHub();
    github.signIn.personalTokens.add('ghp_test');
    github.#server.listen(0, '127.0.0.1');
    await once(github.#server, 'listening');
    return github;
  }

  /** As github.com's API; `${url}/api/v3` is the same as GitHub Enterprise Server has it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** GraphQL and REST requests so far, those for tokens left out. */
  get requests(): number {
    return this.seen.filter(({ kind }) => kind !== 'signIn').length;
  }

  /** How many GraphQL requests wait for `release`. */
  get held(): number {
    return this.#held?.length ?? 0;
  }

  /** Answers no GraphQL request until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const waiting = this.#held ?? [];
    this.#held = null;
    waiting.forEach((letGo) => letGo());
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL((request.url ?? '/').replace(/^\/api\/(v3\/?)?/, '/'), 'http://github.test');
    const authorization = request.headers.authorization ?? '';
    const text = Buffer.concat(await request.toArray()).toString();
    const signedIn = this.#answerSignIn(request.method, url, authorization);
    if (signedIn !== null) {
      this.#reply(response, { kind: 'signIn', path: url.pathname, variables: {} }, signedIn, {});
      return;
    }
    const query = url.pathname === '/graphql' ? (JSON.parse(text) as GraphqlRequest) : null;
    const kind = query === null ? 'rest' : 'graphql';
    const about = { kind, path: url.pathname, variables: query?.variables ?? {} } as const;
    const fault = this.meddle(about, this.#counted++) ?? this.faults.shift();
    const limit = query === null ? this.limits.core : this.limits.graphql;
    const isOfApp = url.pathname.startsWith('/app/');
    if (!(isOfApp ? this.signIn.isApp(authorization) : this.signIn.isUser(authorization))) {
      this.#reply(response, about, { status: 401, headers: {}, body: { message: 'Bad credentials' } }, {});
    } else if (!limit.take()) {
      const body = { message: 'API rate limit exceeded for user ID 1.' };
      this.#reply(response, about, { status: 403, headers: {}, body }, limit.headers);
    } else {
      const answer = query === null ? this.#rest(url, request, text) : await this.#graphql(query);
      if (answer.status === 304) {
        limit.giveBack();
      }
      if (!fault) {
        this.#reply(response, about, answer, limit.headers);
      } else {
        this.seen.push({ ...about, status: 0 });
        misbehave(fault, response, () => JSON.stringify(answer.body));
      }
    }
  }

  #reply(
    response: ServerResponse,
    about: Omit<SeenRequest, 'status'>,
    { status, headers, body }: RestAnswer,
    more: Readonly<Record<string, string>>
  ): void {
    this.seen.push({ ...about, status });
    json(response, status, { ...headers, ...more }, body);
  }

  #answerSignIn(method: string | undefined, { pathname }: URL, authorization: string): RestAnswer | null {
    const owner = /^\/repos\/([^/]+)\/[^/]+\/installation$/.exec(pathname)?.[1];
    const installation = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(pathname)?.[1];
    if (owner === undefined && installation === undefined) {
      return null;
    }
    if (!this.signIn.isApp(authorization)) {
      return { status: 401, headers: {}, body: { message: 'A JSON web token could not be decoded' } };
    }
    if (owner !== undefined) {
      const id = this.signIn.installations.get(owner.toLowerCase());
      return id === undefined ? notFound() : { status: 200, headers: {}, body: { id } };
    }
    const isKnown = [...this.signIn.installations.values()].includes(Number(installation));
    return method === 'POST' && isKnown
      ? { status: 201, headers: {}, body: { ...this.signIn.issue(INSTALLATION_TOKEN_LIFE_MS), permissions: {} } }
      : notFound();
  }

  async #graphql(query: GraphqlRequest): Promise<RestAnswer> {
    await delay(this.latencyMs);
    await new Promise<void>((letGo) => {
      if (this.#held === null) {
        letGo();
      } else {
        this.#held.push(letGo);
      }
    });
    return { status: 200, headers: {}, body: await answerGraphql(query, (name) => this.#byName(name), this.shortPage) };
  }

  #rest(url: URL, { method, headers }: IncomingMessage, body: string): RestAnswer {
    const repositories = {
      byName: (name: string) => this.#byName(name),
      byId: (id: number) => this.repositories.find((one) => one.id === id),
    };
    const permission = { mayWrite: this.mayWriteStatuses, statuses: this.statuses };
    const set = method === 'POST' ? answerStatus(url, body, repositories, permission) : null;
    const { hooks, redelivered, accessToHooks: access, url: origin } = this;
    const ofHooks = answerHooks(method, url, { hooks, redelivered, access, origin });
    return set ?? ofHooks ?? answerRest(url, headers['if-none-match'], repositories);
  }

  /** A present name wins over a former one of another repository. */
  #byName(fullName: string): FakeRepository | undefined {
    const name = fullName.toLowerCase();
    return (
      this.repositories.find((one) => one.fullName.toLowerCase() === name) ??
      this.repositories.find((one) => one.formerNames.some((former) => former.toLowerCase() === name))
    );
  }
}
