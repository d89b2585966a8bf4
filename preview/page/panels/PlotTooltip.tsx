import { dateTimeFormat, FieldType, formattedValueToString, getFieldDisplayName } from '@grafana/data';
import type { DataFrame, Field, LinkModel } from '@grafana/data';
import { SortOrder, TooltipDisplayMode } from '@grafana/schema';
import type { VizTooltipOptions } from '@grafana/schema';
import { VizTooltipContent, VizTooltipFooter, VizTooltipHeader, VizTooltipWrapper } from '@grafana/ui';

import { isHidden } from './hidden';

interface Props {
  /** Time first, then a field for each series. */
  readonly frame: DataFrame;
  /** The row under the cursor, by field. */
  readonly rows: ReadonlyArray<number | null>;
  /** The field that the cursor is nearest to. */
  readonly series: number | null;
  readonly isPinned: boolean;
  readonly links: LinkModel[];
  readonly options: VizTooltipOptions;
  readonly timeZone: string;
}

/** The values under the cursor; a click pins them, with the links of the nearest. */
export function PlotTooltip({ frame, rows, series, isPinned, links, options, timeZone }: Props) {
  const time = frame.fields[0]?.values[rows[0] ?? 0] as number | undefined;
  const isListed = (index: number) => options.mode === TooltipDisplayMode.Multi || index === series;
  const items = frame.fields.flatMap((field, index) => {
    const row = rows[index];
    const isShown = field.type === FieldType.number && !isHidden(field, 'tooltip');
    return index === 0 || !isShown || !isListed(index) || row === null || row === undefined
      ? []
      : [itemOf(frame, field, row, index === series)];
  });
  const direction = { [SortOrder.Ascending]: 1, [SortOrder.Descending]: -1, [SortOrder.None]: 0 }[options.sort];
  const sorted = items.toSorted((a, b) => direction * (a.numeric - b.numeric));
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader
        item={{ label: '', value: time === undefined ? '' : dateTimeFormat(time, { timeZone }) }}
        isPinned={isPinned}
      />
      <VizTooltipContent items={sorted} isPinned={isPinned} scrollable={isPinned} />
      {isPinned && links.length > 0 && <VizTooltipFooter dataLinks={links as Array<LinkModel<Field>>} />}
    </VizTooltipWrapper>
  );
}

function itemOf(frame: DataFrame, field: Field, row: number, isActive: boolean) {
  const display = field.display?.(field.values[row]);
  return {
    label: getFieldDisplayName(field, frame),
    value: display === undefined ? String(field.values[row]) : formattedValueToString(display),
    numeric: display?.numeric ?? 0,
    isActive,
    ...(display?.color !== undefined && { color: display.color }),
  };
}
