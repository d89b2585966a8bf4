import { CoreApp, isDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryResponse } from '@grafana/data';

/** Where the text of a panel says what it means that there is nothing. */
const PANELS: readonly string[] = [CoreApp.Dashboard, CoreApp.PanelViewer, CoreApp.PanelEditor];

/**
 * Takes the columns from a table without rows, for a panel. The table of Grafana 12.3 leaves its place
 * blank where there are columns and no rows; without columns each version shows the panel's own text.
 * What alert rules and expressions read, and what Explore shows, is left as it came.
 *
 * @param app who asks, as Grafana says
 */
export function toldEmpty(answer: DataQueryResponse, app: string | undefined): DataQueryResponse {
  if (app === undefined || !PANELS.includes(app)) {
    return answer;
  }
  const frames: unknown[] = answer.data;
  return { ...answer, data: frames.map((frame) => (isEmptyTable(frame) ? { ...frame, fields: [] } : frame)) };
}

function isEmptyTable(frame: unknown): frame is DataFrame {
  return isDataFrame(frame) && frame.length === 0 && frame.meta?.preferredVisualisationType === 'table';
}
