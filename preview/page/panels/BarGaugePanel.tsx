import { getDisplayValueAlignmentFactors } from '@grafana/data';
import type { DisplayValueAlignmentFactors, FieldDisplay, PanelProps, VizOrientation } from '@grafana/data';
import { config } from '@grafana/runtime';
import type { VizTextDisplayOptions } from '@grafana/schema';
import { BarGauge, BarGaugeDisplayMode, VizRepeater } from '@grafana/ui';
import type { ComponentProps } from 'react';

import { panelPlugin } from './panel-plugin';
import { REDUCED_DEFAULTS, reducedValues } from './reduced-values';
import type { ReducedOptions } from './reduced-values';
import { ValueLinks } from './ValueLinks';

type BarProps = ComponentProps<typeof BarGauge>;

interface Options extends ReducedOptions {
  readonly orientation: VizOrientation;
  readonly displayMode: BarGaugeDisplayMode;
  readonly valueMode: BarProps['valueDisplayMode'];
  readonly namePlacement: BarProps['namePlacement'];
  readonly showUnfilled: boolean;
  readonly minVizWidth: number;
  readonly minVizHeight: number;
  readonly maxVizHeight: number;
  readonly text?: VizTextDisplayOptions;
}

function BarGaugePanel(props: PanelProps<Options>) {
  const { options, data, width, height, renderCounter } = props;
  const { orientation, displayMode, valueMode, namePlacement, showUnfilled, text } = options;
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      getValues={() => reducedValues(props)}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={({ value, alignmentFactors, orientation: direction, width: cellWidth, height: cellHeight }) => (
        <ValueLinks value={value}>
          {(openMenu) => (
            <BarGauge
              value={value.display}
              field={value.field}
              display={value.view?.getFieldDisplayProcessor(value.colIndex ?? 0)}
              text={text}
              theme={config.theme2}
              width={cellWidth}
              height={cellHeight}
              orientation={direction}
              displayMode={displayMode}
              valueDisplayMode={valueMode}
              namePlacement={namePlacement}
              showUnfilled={showUnfilled}
              itemSpacing={displayMode === BarGaugeDisplayMode.Lcd ? 2 : 10}
              alignmentFactors={alignmentFactors}
              onClick={openMenu}
            />
          )}
        </ValueLinks>
      )}
      width={width}
      height={height}
      source={data}
      itemSpacing={10}
      renderCounter={renderCounter}
      orientation={orientation}
      minVizWidth={options.minVizWidth}
      minVizHeight={options.minVizHeight}
      maxVizHeight={options.maxVizHeight}
    />
  );
}

export const barGaugePlugin = panelPlugin('bargauge', BarGaugePanel, {
  options: {
    ...REDUCED_DEFAULTS,
    displayMode: BarGaugeDisplayMode.Gradient,
    valueMode: 'color',
    namePlacement: 'auto',
    showUnfilled: true,
    minVizWidth: 8,
    minVizHeight: 16,
    maxVizHeight: 300,
  },
});
