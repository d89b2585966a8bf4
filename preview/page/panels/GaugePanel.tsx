import { getActiveThreshold, getDisplayProcessor, getFieldConfigWithMinMax, FieldType } from '@grafana/data';
import type { FieldDisplay, PanelProps, VizOrientation } from '@grafana/data';
import { config } from '@grafana/runtime';
import { FormattedValueDisplay, VizRepeater } from '@grafana/ui';

import { arcPath, pointOnArc } from './arc';
import { panelPlugin } from './panel-plugin';
import { REDUCED_DEFAULTS, reducedValues } from './reduced-values';
import type { ReducedOptions } from './reduced-values';
import { ValueLinks } from './ValueLinks';

/** Grafana's gauge is not published; this one says the same in plain SVG. */

interface Options extends ReducedOptions {
  readonly orientation: VizOrientation;
  readonly showThresholdLabels: boolean;
  readonly showThresholdMarkers: boolean;
}

function GaugePanel(props: PanelProps<Options>) {
  const { options, data, width, height, renderCounter } = props;
  return (
    <VizRepeater<FieldDisplay>
      getValues={() => reducedValues(props)}
      renderValue={({ value, width: cellWidth, height: cellHeight, count }) => (
        <ValueLinks value={value}>
          {(openMenu) => (
            <div style={{ cursor: openMenu ? 'pointer' : 'inherit' }} onClick={openMenu}>
              <Gauge value={value} width={cellWidth} height={cellHeight} options={options} hasName={count > 1} />
            </div>
          )}
        </ValueLinks>
      )}
      width={width}
      height={height}
      source={data}
      renderCounter={renderCounter}
      autoGrid
      orientation={options.orientation}
    />
  );
}

interface GaugeProps {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  readonly options: Options;
  readonly hasName: boolean;
}

function Gauge({ value: { display, field }, width, height, options, hasName }: GaugeProps) {
  const { colors } = config.theme2;
  const titleHeight = hasName && display.title ? 20 : 0;
  const radius = Math.max(10, Math.min(width / 2, (height - titleHeight) / 1.75) - 4);
  const center = { x: width / 2, y: radius + 4 };
  const band = radius * 0.2;
  const { min, max } = getFieldConfigWithMinMax({ name: '', type: FieldType.number, config: field, values: [] }, false);
  const [low, high] = [min ?? 0, max ?? 100];
  const share = (number: number) => Math.min(1, Math.max(0, (number - low) / (high - low || 1)));
  const steps = field.thresholds?.steps ?? [];
  const inner = radius - band / 2 - (options.showThresholdMarkers ? band * 0.35 : 0);
  const label = getDisplayProcessor({ field: { config: field, type: FieldType.number }, theme: config.theme2 });
  const fontSize = Math.max(10, radius * (display.text.length > 6 ? 0.28 : 0.38));
  return (
    <>
      <svg
        width={width}
        height={height - titleHeight}
        role="img"
        aria-label={`${display.title ?? ''} ${display.text}${display.suffix ?? ''}`}
      >
        <path d={arcPath(center, inner, 0, 1)} stroke={colors.background.canvas} strokeWidth={band} fill="none" />
        {Number.isFinite(display.numeric) && (
          <path
            d={arcPath(center, inner, 0, share(display.numeric))}
            stroke={display.color}
            strokeWidth={band}
            fill="none"
          />
        )}
        {options.showThresholdMarkers &&
          steps.map((step, index) => {
            const from = share(Number.isFinite(step.value) ? step.value : low);
            const to = share(steps[index + 1]?.value ?? high);
            const color = config.theme2.visualization.getColorByName(getActiveThreshold(step.value, steps).color);
            return (
              <path
                key={index}
                d={arcPath(center, radius - 2, from, to)}
                stroke={color}
                strokeWidth={band * 0.25}
                fill="none"
              />
            );
          })}
        {options.showThresholdLabels &&
          steps
            .filter(({ value }) => Number.isFinite(value))
            .map(({ value }) => (
              <text
                key={value}
                {...pointOnArc(center, radius - band * 1.9, share(value))}
                textAnchor="middle"
                fontSize={11}
                fill={colors.text.secondary}
              >
                {label(value).text}
              </text>
            ))}
        <foreignObject x={0} y={center.y - fontSize * 0.8} width={width} height={fontSize * 1.6}>
          <FormattedValueDisplay
            value={display}
            style={{ fontSize, color: display.color, fontWeight: 500, justifyContent: 'center', width: '100%' }}
          />
        </foreignObject>
      </svg>
      {titleHeight > 0 && <div style={{ textAlign: 'center', lineHeight: `${titleHeight}px` }}>{display.title}</div>}
    </>
  );
}

export const gaugePlugin = panelPlugin('gauge', GaugePanel, {
  options: { ...REDUCED_DEFAULTS, showThresholdLabels: false, showThresholdMarkers: true },
});
