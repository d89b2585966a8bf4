import type { Page, Request } from '@playwright/test';

/** One query as a panel or an annotation sends it. */
export interface SentQuery {
  readonly refId: string;
  readonly queryType: string;
  readonly [field: string]: unknown;
}

export interface QueryRequest {
  readonly from: 'panel' | 'annotation';
  readonly requestId: string;
  readonly queries: readonly SentQuery[];
}

/** Scenes name the requests of annotation layers so. */
const ANNOTATION_PREFIX = 'AQ';

/**
 * Every request for data that a page makes and does not take back. Grafana's scenes ask again where a
 * panel is measured in the very moment in which its variables come to be known, and take the first back.
 */
export class QueryRequests {
  readonly #requests = new Map<Request, QueryRequest>();

  constructor(page: Page) {
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname !== '/api/ds/query') {
        return;
      }
      const requestId = url.searchParams.get('requestId') ?? '';
      const { queries } = request.postDataJSON() as { readonly queries: readonly SentQuery[] };
      this.#requests.set(request, {
        from: requestId.startsWith(ANNOTATION_PREFIX) ? 'annotation' : 'panel',
        requestId,
        queries,
      });
    });
    page.on('requestfailed', (request) => this.#requests.delete(request));
  }

  /** In the order they were asked. */
  get all(): readonly QueryRequest[] {
    return [...this.#requests.values()];
  }

  of(from: QueryRequest['from']): readonly QueryRequest[] {
    return this.all.filter((request) => request.from === from);
  }
}
