import { dataLayers } from '@grafana/scenes';
import type { AnnotationQuery } from '@grafana/schema';

/** Grafana's own store of annotations, which the preview has not. */
const GRAFANA_UIDS = ['-- Grafana --', 'grafana'];

/** A layer for each annotation of a dashboard, with its switch beside the variables. */
export function annotationsOf(list: readonly AnnotationQuery[]) {
  return list
    .filter(({ datasource, builtIn }) => builtIn !== 1 && !GRAFANA_UIDS.includes(datasource?.uid ?? ''))
    .map(
      (query) =>
        new dataLayers.AnnotationsDataLayer({
          key: `annotations-${query.name}`,
          name: query.name,
          query,
          isEnabled: query.enable,
          isHidden: query.hide ?? false,
        })
    );
}
