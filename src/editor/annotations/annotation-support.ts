import type { AnnotationSupport } from '@grafana/data';

import type { SreDataQuery } from '../types';
import { AnnotationQueryEditor } from './AnnotationQueryEditor';
import { prepareAnnotation, prepareQuery } from './annotations';

/**
 * Dashboards' annotations, with an editor of their own. The columns `time`, `timeEnd`, `title`,
 * `text`, `tags` and `id` become marks by Grafana's own mapping.
 */
export const annotationSupport: AnnotationSupport<SreDataQuery> = {
  QueryEditor: AnnotationQueryEditor,
  prepareAnnotation,
  prepareQuery,
};
