import type { FieldDisplay, PanelProps, VizOrientation } from '@grafana/data';
import { VizRepeater } from '@grafana/ui';

import { Gauge } from './Gauge';
import { panelPlugin } from './panel-plugin';
import { REDUCED_DEFAULTS, reducedValues } from './reduced-values';
import type { ReducedOptions } from './reduced-values';
import { ValueLinks } from './ValueLinks';

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
              <Gauge
                value={value}
                width={cellWidth}
                height={cellHeight}
                showsLabels={options.showThresholdLabels}
                showsMarkers={options.showThresholdMarkers}
                hasName={count > 1}
              />
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

export const gaugePlugin = panelPlugin('gauge', GaugePanel, {
  options: { ...REDUCED_DEFAULTS, showThresholdLabels: false, showThresholdMarkers: true },
});
