import { FieldType, formattedValueToString, getDisplayProcessor, getFieldConfigWithMinMax } from '@grafana/data';
import type { FieldDisplay, Threshold } from '@grafana/data';
import { config } from '@grafana/runtime';
import { measureText } from '@grafana/ui';

import { arcPath, pointOnArc } from './arc';

interface Props {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  /** The thresholds' numbers inside the arc. */
  readonly showsLabels: boolean;
  /** The thresholds' colours around the arc. */
  readonly showsMarkers: boolean;
  /** The value's name below. */
  readonly hasName: boolean;
}

const NAME_HEIGHT = 20;
const MARGIN = 4;
const MIN_FONT_SIZE = 10;

/** Grafana's gauge is not published; this one says the same in plain SVG. */
export function Gauge({ value: { display, field }, width, height, showsLabels, showsMarkers, hasName }: Props) {
  const { colors } = config.theme2;
  const name = hasName ? display.title : undefined;
  const plotHeight = height - (name ? NAME_HEIGHT : 0);
  // The arc's ends lie half a radius below its middle.
  const radius = Math.max(MIN_FONT_SIZE, Math.min(width / 2 - MARGIN, (plotHeight - 2 * MARGIN) / 1.5));
  const drawnHeight = Math.min(plotHeight, radius * 1.5 + 2 * MARGIN);
  const center = { x: width / 2, y: radius + MARGIN };
  const band = radius * 0.2;
  const arc = radius - band / 2 - (showsMarkers ? band * 0.45 : 0);
  const share = shareOf(field);
  const text = formattedValueToString(display);
  const [from, to] =
    share.of(display.numeric) < share.of(0)
      ? [share.of(display.numeric), share.of(0)]
      : [share.of(0), share.of(display.numeric)];
  return (
    <div style={{ height, display: 'flex', flexDirection: 'column', justifyContent: 'center' }}>
      <svg
        width={width}
        height={drawnHeight}
        role="img"
        aria-label={`${name ?? ''} ${text}`}
        style={{ display: 'block', flexShrink: 0 }}
      >
        <path d={arcPath(center, arc, 0, 1)} stroke={colors.border.weak} strokeWidth={band} fill="none" />
        {Number.isFinite(display.numeric) && (
          <path d={arcPath(center, arc, from, to)} stroke={display.color} strokeWidth={band} fill="none" />
        )}
        {showsMarkers &&
          bands(field.thresholds?.steps ?? [], share).map(({ start, end, color }) => (
            <path
              key={start}
              d={arcPath(center, radius, start, end)}
              stroke={color}
              strokeWidth={band * 0.25}
              fill="none"
            />
          ))}
        {showsLabels &&
          labels(field, share).map((label) => (
            <text
              key={label.text}
              {...pointOnArc(center, arc - band, label.at)}
              textAnchor="middle"
              fontSize={MIN_FONT_SIZE}
              fill={colors.text.secondary}
            >
              {label.text}
            </text>
          ))}
        <text
          x={center.x}
          y={center.y}
          dominantBaseline="middle"
          textAnchor="middle"
          fontSize={fittingSize(text, 2 * (arc - band / 2) * 0.85, radius * 0.5)}
          fontWeight={500}
          fill={display.color ?? colors.text.primary}
        >
          {text}
        </text>
      </svg>
      {name && <Name text={name} width={width} />}
    </div>
  );
}

function Name({ text, width }: { readonly text: string; readonly width: number }) {
  const style = {
    width,
    lineHeight: `${NAME_HEIGHT}px`,
    textAlign: 'center',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  } as const;
  return (
    <div style={style} title={text}>
      {text}
    </div>
  );
}

function fittingSize(text: string, room: number, most: number): number {
  const perPixel = measureText(text, 100).width / 100;
  return Math.max(MIN_FONT_SIZE, Math.min(most, room / perPixel));
}

interface Share {
  /** Where on the arc a number is, 0 to 1. */
  readonly of: (number: number) => number;
}

function shareOf(field: FieldDisplay['field']): Share {
  const range = getFieldConfigWithMinMax({ name: '', type: FieldType.number, config: field, values: [] }, false);
  const min = range.min ?? 0;
  const max = range.max ?? 100;
  return { of: (number) => Math.min(1, Math.max(0, (number - min) / (max - min || 1))) };
}

function bands(steps: readonly Threshold[], share: Share) {
  return steps
    .map(({ value, color }, index) => ({
      start: share.of(value),
      end: share.of(steps[index + 1]?.value ?? Infinity),
      color: config.theme2.visualization.getColorByName(color),
    }))
    .filter(({ start, end }) => end > start);
}

function labels(field: FieldDisplay['field'], share: Share) {
  const display = getDisplayProcessor({ field: { config: field, type: FieldType.number }, theme: config.theme2 });
  const numbers = (field.thresholds?.steps ?? []).map(({ value }) => value).filter(Number.isFinite);
  return numbers.map((number) => ({ at: share.of(number), text: formattedValueToString(display(number)) }));
}
