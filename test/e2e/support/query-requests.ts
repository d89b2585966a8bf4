import type { Page } from '@playwright/test';

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

/** Every request for data that a page makes. */
export class QueryRequests {
  readonly all: QueryRequest[] = [];

  constructor(page: Page) {
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname !== '/api/ds/query') {
        return;
      }
      const requestId = url.searchParams.get('requestId') ?? '';
      const { queries } = request.postDataJSON() as { readonly queries: readonly SentQuery[] };
      this.all.push({ from: requestId.startsWith(ANNOTATION_PREFIX) ? 'annotation' : 'panel', requestId, queries });
    });
  }

  of(from: QueryRequest['from']): readonly QueryRequest[] {
    return this.all.filter((request) => request.from === from);
  }
}
