import { cacheFieldDisplayNames } from '@grafana/data';
import type { DataFrame, PanelProps } from '@grafana/data';
import type { TableCellHeight, TableSortByFieldState } from '@grafana/schema';
import { Combobox } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';

import { panelPlugin } from './panel-plugin';

interface Options {
  readonly frameIndex: number;
  readonly showHeader: boolean;
  readonly sortBy: TableSortByFieldState[];
  readonly cellHeight: TableCellHeight;
  readonly enablePagination?: boolean;
  readonly frozenColumns?: { readonly left?: number };
}

const CHOICE_HEIGHT = 40;

function TablePanel({
  data,
  options,
  width,
  height,
  fieldConfig,
  timeRange,
  transparent,
  onOptionsChange,
}: PanelProps<Options>) {
  const frames = data.series;
  const frameIndex = Math.min(options.frameIndex, frames.length - 1);
  const frame = frames[frameIndex];
  if (frame === undefined || frame.fields.length === 0) {
    return <Empty text={fieldConfig.defaults.noValue ?? 'No data'} />;
  }
  cacheFieldDisplayNames(frames);
  const hasChoice = frames.length > 1;
  return (
    <>
      <TableNG
        data={frame}
        width={width}
        height={height - (hasChoice ? CHOICE_HEIGHT : 0)}
        noHeader={!options.showHeader}
        showTypeIcons={false}
        resizable
        sortBy={options.sortBy}
        cellHeight={options.cellHeight}
        enablePagination={options.enablePagination ?? false}
        frozenColumns={options.frozenColumns?.left}
        timeRange={timeRange}
        fieldConfig={fieldConfig}
        transparent={transparent}
        structureRev={data.structureRev}
        noValue={fieldConfig.defaults.noValue}
      />
      {hasChoice && (
        <Combobox
          options={frames.map((candidate, index) => ({ value: index, label: nameOf(candidate, index) }))}
          value={frameIndex}
          onChange={({ value }) => onOptionsChange({ ...options, frameIndex: value })}
        />
      )}
    </>
  );
}

function Empty({ text }: { readonly text: string }) {
  return <div style={{ display: 'grid', placeItems: 'center', height: '100%' }}>{text}</div>;
}

const nameOf = ({ name, refId }: DataFrame, index: number) => name ?? refId ?? `Series ${index + 1}`;

/** Of a field it knows what Grafana 12.3's table does, so that an option that does nothing there does nothing here. */
export const tablePlugin = panelPlugin('table', TablePanel, {
  options: { frameIndex: 0, showHeader: true, sortBy: [], cellHeight: 'sm' },
  custom: {
    align: 'auto',
    width: undefined,
    minWidth: undefined,
    filterable: undefined,
    inspect: false,
    'hideFrom.viz': undefined,
    wrapHeaderText: undefined,
    wrapText: undefined,
    cellOptions: { type: 'auto' },
    'footer.reducers': undefined,
    'tooltip.field': undefined,
    'tooltip.placement': undefined,
    styleField: undefined,
  },
});
