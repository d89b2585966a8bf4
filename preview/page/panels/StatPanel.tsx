import { getDisplayValueAlignmentFactors } from '@grafana/data';
import type { DisplayValueAlignmentFactors, FieldDisplay, PanelProps, VizOrientation } from '@grafana/data';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  VizRepeater,
} from '@grafana/ui';
import type { VizRepeaterRenderValueProps } from '@grafana/ui';
import { config } from '@grafana/runtime';
import type { PercentChangeColorMode, VizTextDisplayOptions } from '@grafana/schema';

import { panelPlugin } from './panel-plugin';
import { REDUCED_DEFAULTS, reducedValues } from './reduced-values';
import type { ReducedOptions } from './reduced-values';
import { ValueLinks } from './ValueLinks';

interface Options extends ReducedOptions {
  readonly orientation: VizOrientation;
  readonly colorMode: BigValueColorMode;
  readonly graphMode: BigValueGraphMode;
  readonly justifyMode: BigValueJustifyMode;
  readonly textMode: BigValueTextMode;
  readonly wideLayout: boolean;
  readonly showPercentChange: boolean;
  readonly percentChangeColorMode: PercentChangeColorMode;
  readonly text?: VizTextDisplayOptions;
}

const NO_TEXT_SIZES: VizTextDisplayOptions = {};

function StatPanel(props: PanelProps<Options>) {
  const { options, data, width, height, renderCounter } = props;
  const { graphMode, showPercentChange, orientation } = options;
  const getValues = () =>
    reducedValues(props, { sparkline: graphMode !== BigValueGraphMode.None, percentChange: showPercentChange });
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      getValues={getValues}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={(cell) => <StatValue {...cell} options={options} timeRange={data.timeRange} />}
      width={width}
      height={height}
      source={data}
      itemSpacing={3}
      renderCounter={renderCounter}
      autoGrid
      orientation={orientation}
    />
  );
}

type ValueProps = VizRepeaterRenderValueProps<FieldDisplay, DisplayValueAlignmentFactors> & {
  readonly options: Options;
  readonly timeRange: PanelProps['timeRange'];
};

function StatValue({ value, width, height, count, alignmentFactors, options, timeRange }: ValueProps) {
  const { colorMode, graphMode, justifyMode, textMode, wideLayout, percentChangeColorMode, text } = options;
  const sparkline = value.sparkline && { ...value.sparkline, timeRange };
  return (
    <ValueLinks value={value}>
      {(openMenu) => (
        <BigValue
          value={value.display}
          count={count}
          {...(sparkline && { sparkline })}
          colorMode={colorMode}
          graphMode={graphMode}
          justifyMode={justifyMode}
          textMode={textMode}
          alignmentFactors={alignmentFactors}
          percentChangeColorMode={percentChangeColorMode}
          text={text ?? NO_TEXT_SIZES}
          disableWideLayout={!wideLayout}
          width={width}
          height={height}
          theme={config.theme2}
          {...(openMenu && { onClick: openMenu, hasLinks: true })}
        />
      )}
    </ValueLinks>
  );
}

export const statPlugin = panelPlugin('stat', StatPanel, {
  options: {
    ...REDUCED_DEFAULTS,
    colorMode: BigValueColorMode.Value,
    graphMode: BigValueGraphMode.Area,
    justifyMode: BigValueJustifyMode.Auto,
    textMode: BigValueTextMode.Auto,
    wideLayout: true,
    showPercentChange: false,
    percentChangeColorMode: 'standard',
  },
});
