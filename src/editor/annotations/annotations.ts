import type { AnnotationQuery } from '@grafana/data';

import { normalizeQuery } from '../normalize-query';
import type { QueryOf, SreDataQuery } from '../types';
import { withoutStrayFields } from '../with-kind';

/** Grafana's record of a dashboard's annotation, and the query of ours that it holds. */

type Annotation = AnnotationQuery<SreDataQuery>;
type Stored = Readonly<Record<string, unknown>>;

/** The reference that Grafana runs an annotation's query under. */
const ANNOTATION_REF_ID = 'Anno';

/**
 * The annotation query within what an annotation holds, with every default filled in. What another
 * data source left there is dropped, since nobody could take it out by hand.
 */
export function annotationsQueryOf(stored: object | undefined): QueryOf<'annotations'> {
  const query: QueryOf<'annotations'> = { refId: ANNOTATION_REF_ID, ...stored, queryType: 'annotations' };
  // Normalizing keeps the kind.
  return normalizeQuery(withoutStrayFields(query)) as QueryOf<'annotations'>;
}

/** The query as Grafana keeps it: in `target` and, in dashboards of the second schema, in `query.spec` too. */
function storedQueries({ target, query }: Annotation): Stored[] {
  const spec: unknown = isRecord(query) ? query['spec'] : undefined;
  return [spec, target].filter(isRecord);
}

function storedQuery(annotation: Annotation): Stored | undefined {
  return storedQueries(annotation).find(isOurs);
}

const isRecord = (value: unknown): value is Stored => typeof value === 'object' && value !== null;
const isOurs = ({ queryType }: Stored): boolean => queryType === 'annotations';

/**
 * Gives an annotation that holds no query of ours, being new or from another data source, the
 * default one. Any other comes back as the same object, which tells Grafana that nothing changed.
 */
export function prepareAnnotation(annotation: Annotation): Annotation {
  if (storedQuery(annotation) !== undefined) {
    return annotation;
  }
  const target = annotationsQueryOf(storedQueries(annotation)[0]);
  const { query } = annotation as { query?: unknown };
  return { ...annotation, target, ...(isRecord(query) && { query: { ...query, spec: target } }) };
}

/** What is sent for an annotation, variables still in it. */
export function prepareQuery(annotation: Annotation): QueryOf<'annotations'> {
  return annotationsQueryOf(storedQuery(annotation));
}
