import { CoreApp, isDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryResponse } from '@grafana/data';

/** Who shows what came in a way of its own, or counts it. */
const OTHERS: readonly string[] = [CoreApp.Explore, CoreApp.UnifiedAlerting, CoreApp.CloudAlerting];

/**
 * Takes the columns from a table without rows, for a panel. The table of Grafana 12.3 leaves its place
 * blank where there are columns and no rows; without columns each version shows the panel's own text.
 * What alert rules and expressions read, and what Explore shows, is left as it came.
 *
 * @param app who asks, as Grafana says
 */
export function withoutEmptyColumns(answer: DataQueryResponse, app: string | undefined): DataQueryResponse {
  if (app !== undefined && OTHERS.includes(app)) {
    return answer;
  }
  const frames: unknown[] = answer.data;
  return { ...answer, data: frames.map((frame) => (isEmptyTable(frame) ? { ...frame, fields: [] } : frame)) };
}

function isEmptyTable(frame: unknown): frame is DataFrame {
  return isDataFrame(frame) && frame.length === 0 && frame.meta?.preferredVisualisationType === 'table';
}
