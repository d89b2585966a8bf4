import { dateTimeFormat, FieldColorModeId, formattedValueToString } from '@grafana/data';
import type { PanelProps } from '@grafana/data';
import { config } from '@grafana/runtime';
import { measureText } from '@grafana/ui';

import { panelPlugin } from './panel-plugin';
import { stateRows } from './state-rows';
import type { Stretch } from './state-rows';
import { timeTicks } from './time-ticks';

/** Grafana's state timeline and status history are not published; these show the same in plain HTML. */

interface Options {
  readonly showValue: 'auto' | 'always' | 'never';
  readonly rowHeight: number;
  readonly mergeValues?: boolean;
}

const AXIS_HEIGHT = 24;
const FONT_SIZE = 12;
const TICK_WIDTH = 100;
/** That Grafana reckons with. */
const CHARACTER_WIDTH = 9.5;
const FEWEST_CHARACTERS = 2;

function StatePanel({ data, options, fieldConfig, timeRange, timeZone, width, height }: PanelProps<Options>) {
  const { colors } = config.theme2;
  const period = { fromMs: timeRange.from.valueOf(), toMs: timeRange.to.valueOf() };
  const rows = stateRows(data.series, period, options.mergeValues ?? false);
  if (rows.length === 0) {
    return (
      <div style={{ display: 'grid', placeItems: 'center', height: '100%' }}>
        {fieldConfig.defaults.noValue ?? 'No data'}
      </div>
    );
  }
  const nameWidth = Math.min(width / 3, Math.max(...rows.map(({ name }) => measureText(name, FONT_SIZE).width)) + 12);
  const plotWidth = width - nameWidth;
  const rowHeight = Math.max(14, (height - AXIS_HEIGHT) / rows.length);
  const ticks = timeTicks(period, Math.floor(plotWidth / TICK_WIDTH), timeZone);
  const place = (ms: number) => ((ms - period.fromMs) / (period.toMs - period.fromMs)) * plotWidth;
  return (
    <div style={{ height, overflow: 'auto', fontSize: FONT_SIZE }}>
      {rows.map(({ name, stretches }) => (
        <div key={name} style={{ display: 'flex', height: rowHeight }}>
          <div
            style={{
              width: nameWidth,
              paddingRight: 8,
              textAlign: 'right',
              lineHeight: `${rowHeight}px`,
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
            }}
          >
            {name}
          </div>
          <div style={{ position: 'relative', flex: 1 }}>
            {stretches.map((stretch) => (
              <State
                key={stretch.row}
                stretch={stretch}
                left={place(stretch.fromMs)}
                width={place(stretch.toMs) - place(stretch.fromMs)}
                height={rowHeight * options.rowHeight}
                top={(rowHeight * (1 - options.rowHeight)) / 2}
                showValue={options.showValue}
                timeZone={timeZone}
              />
            ))}
          </div>
        </div>
      ))}
      <div style={{ position: 'relative', marginLeft: nameWidth, height: AXIS_HEIGHT, color: colors.text.secondary }}>
        {ticks.timesMs.map((ms) => (
          <span
            key={ms}
            style={{
              position: 'absolute',
              left: place(ms),
              top: 4,
              transform: 'translateX(-50%)',
              whiteSpace: 'nowrap',
            }}
          >
            {dateTimeFormat(ms, { format: ticks.format, timeZone })}
          </span>
        ))}
      </div>
    </div>
  );
}

interface StateProps {
  readonly stretch: Stretch;
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
  readonly showValue: Options['showValue'];
  readonly timeZone: string;
}

function State({ stretch, left, width, top, height, showValue, timeZone }: StateProps) {
  const text = formattedValueToString(stretch.value);
  // As Grafana does: what a cell cannot hold is cut.
  const characters = Math.floor(width / CHARACTER_WIDTH);
  const isShown = showValue === 'always' || (showValue === 'auto' && characters >= FEWEST_CHARACTERS);
  const color = stretch.value.color ?? config.theme2.colors.text.disabled;
  const span = [stretch.fromMs, stretch.toMs].map((ms) => dateTimeFormat(ms, { timeZone })).join(' to ');
  return (
    <div
      title={`${text}, ${span}`}
      style={{
        position: 'absolute',
        left,
        width: Math.max(1, width - 1),
        top,
        height,
        lineHeight: `${height}px`,
        background: color,
        color: config.theme2.colors.getContrastText(color),
        overflow: 'hidden',
        textAlign: 'center',
        whiteSpace: 'nowrap',
      }}
    >
      {isShown ? text.slice(0, characters) : ''}
    </div>
  );
}

const options = { showValue: 'auto', rowHeight: 0.9 };
const custom = {
  lineWidth: 0,
  fillOpacity: 70,
  spanNulls: false,
  insertNulls: false,
  hideFrom: { tooltip: false, viz: false, legend: false },
};
const colorMode = FieldColorModeId.Thresholds;

export const stateTimelinePlugin = panelPlugin('state-timeline', StatePanel, {
  options: { ...options, mergeValues: true },
  custom,
  colorMode,
});

export const statusHistoryPlugin = panelPlugin('status-history', StatePanel, { options, custom, colorMode });
