import { plainNoData } from './colours';
import { rowsOf } from './frame';
import type { Column, Frame, FrameMeta, FrameType, Notice } from './frame';

/** What every frame is sent with, so that none can lack it. */

/** The view that fits; numbers are left to Grafana. */
const VIEWS: Readonly<Partial<Record<FrameType, 'graph' | 'table'>>> = {
  'timeseries-wide': 'graph',
  table: 'table',
};

/** Said where there is no value; a table leaves its cell empty, unless the column says otherwise. */
const NO_VALUE = 'no data';

/** An answer without rows may be drawn as nothing at all. */
const NO_ROWS: Notice = { severity: 'info', text: 'Nothing matches: the answer has no rows.' };

/**
 * Adds the view that fits, a word where there are no rows, and that no data looks neither good nor bad: in panels
 * that people build themselves too, whose own first colour is green.
 */
export function completeFrame(frame: Frame): Frame {
  const { name, columns, meta } = frame;
  const view = meta.type === undefined ? undefined : VIEWS[meta.type];
  return {
    name,
    columns: columns.map((column) => withPlainNoData(column, meta)),
    meta: {
      ...meta,
      ...(rowsOf(frame) === 0 && { notices: [...(meta.notices ?? []), NO_ROWS] }),
      ...(view !== undefined && { preferredVisualisationType: view }),
    },
  };
}

function withPlainNoData(column: Column, { type }: FrameMeta): Column {
  const isNumber = column.type === 'number' || column.type === 'integer';
  const { mappings, noValue } = column.config ?? {};
  if (!isNumber && mappings === undefined && noValue === undefined) {
    return column;
  }
  const config = {
    ...column.config,
    mappings: [...(mappings ?? []), plainNoData(noValue)],
    ...(isNumber && type !== 'table' && { noValue: noValue ?? NO_VALUE }),
  };
  return { ...column, config };
}
