import {
  cacheFieldDisplayNames,
  DashboardCursorSync,
  FieldColorModeId,
  FieldType,
  getFieldColorModeForField,
  getFieldSeriesColor,
} from '@grafana/data';
import type { DataFrame, Field, PanelProps } from '@grafana/data';
import { config } from '@grafana/runtime';
import { TooltipDisplayMode } from '@grafana/schema';
import type { VizLegendOptions, VizTooltipOptions } from '@grafana/schema';
import { TimeSeries, TooltipPlugin2, usePanelContext } from '@grafana/ui';
import { useMemo } from 'react';

import { AnnotationMarks } from './AnnotationMarks';
import { panelPlugin } from './panel-plugin';
import { PlotTooltip } from './PlotTooltip';

interface Options {
  readonly legend: VizLegendOptions;
  readonly tooltip: VizTooltipOptions;
}

/** TooltipHoverMode of @grafana/ui, which is published as a type alone. */
const HOVER_ONE = 0;
const HOVER_ALL = 1;

function TimeSeriesPanel(props: PanelProps<Options>) {
  const { data, options, fieldConfig, timeRange, timeZone, width, height, onChangeTimeRange } = props;
  const { sync, eventsScope } = usePanelContext();
  const frames = useMemo(() => graphable(data.series), [data.series]);
  if (frames.length === 0) {
    return (
      <div style={{ display: 'grid', placeItems: 'center', height: '100%' }}>
        {fieldConfig.defaults.noValue ??
          (data.series.length === 0 ? 'No data' : 'Data is missing a time or a number field')}
      </div>
    );
  }
  const { mode } = options.tooltip;
  return (
    <TimeSeries
      frames={frames}
      structureRev={data.structureRev}
      timeRange={timeRange}
      timeZone={timeZone}
      width={width}
      height={height}
      legend={options.legend}
      options={options}
    >
      {(builder, alignedFrame) => (
        <>
          {mode !== TooltipDisplayMode.None && (
            <TooltipPlugin2
              config={builder}
              hoverMode={mode === TooltipDisplayMode.Single ? HOVER_ONE : HOVER_ALL}
              queryZoom={onChangeTimeRange}
              syncMode={sync?.() ?? DashboardCursorSync.Off}
              syncScope={eventsScope}
              getDataLinks={(series, row) => alignedFrame.fields[series]?.getLinks?.({ valueRowIndex: row }) ?? []}
              render={(_plot, rows, series, isPinned, _dismiss, _range, _viaSync, links) => (
                <PlotTooltip
                  frame={alignedFrame}
                  rows={rows}
                  series={series}
                  isPinned={isPinned}
                  links={links}
                  options={options.tooltip}
                  timeZone={timeZone}
                />
              )}
            />
          )}
          <AnnotationMarks config={builder} frames={data.annotations ?? []} />
        </>
      )}
    </TimeSeries>
  );
}

/** The frames with a time and a number. */
function graphable(frames: DataFrame[]): DataFrame[] {
  cacheFieldDisplayNames(frames);
  return frames
    .filter(({ fields }) =>
      [FieldType.time, FieldType.number].every((type) => fields.some((field) => field.type === type))
    )
    .map((frame) => ({ ...frame, fields: frame.fields.map(colouredByName) }));
}

/**
 * Grafana's graph keeps a field's name, which a colour by name is made of; the published one forgets it
 * before it draws the line, though not before it draws the legend.
 */
function colouredByName(field: Field): Field {
  if (getFieldColorModeForField(field).useSeriesName !== true) {
    return field;
  }
  const color = { mode: FieldColorModeId.Fixed, fixedColor: getFieldSeriesColor(field, config.theme2).color };
  return { ...field, config: { ...field.config, color } };
}

export const timeSeriesPlugin = panelPlugin('timeseries', TimeSeriesPanel, {
  colorMode: FieldColorModeId.PaletteClassic,
  options: {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: 'single', sort: 'none' },
  },
  custom: {
    drawStyle: 'line',
    lineInterpolation: 'linear',
    barAlignment: 0,
    barWidthFactor: 0.6,
    lineWidth: 1,
    fillOpacity: 0,
    gradientMode: 'none',
    lineStyle: undefined,
    lineColor: undefined,
    fillColor: undefined,
    fillBelowTo: undefined,
    transform: undefined,
    spanNulls: false,
    insertNulls: false,
    showPoints: 'auto',
    showValues: undefined,
    pointSize: 5,
    stacking: { mode: 'none', group: 'A' },
    axisPlacement: 'auto',
    axisLabel: '',
    axisColorMode: 'text',
    axisBorderShow: false,
    axisCenteredZero: false,
    axisGridShow: undefined,
    axisWidth: undefined,
    axisSoftMin: undefined,
    axisSoftMax: undefined,
    scaleDistribution: { type: 'linear' },
    hideFrom: { tooltip: false, viz: false, legend: false },
    thresholdsStyle: { mode: 'off' },
  },
}).setDataSupport({ annotations: true, alertStates: false });
