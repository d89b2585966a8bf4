import { ControlsLabel, SceneDataLayerSet, sceneGraph, SceneObjectBase } from '@grafana/scenes';
import type { SceneComponentProps, SceneDataLayerProvider } from '@grafana/scenes';

/** A switch for each annotation of a dashboard, beside its variables; with what went wrong, if anything. */
export class LayerSwitches extends SceneObjectBase {
  static Component = LayerSwitchesRenderer;

  constructor() {
    super({});
  }
}

function LayerSwitchesRenderer({ model }: SceneComponentProps<LayerSwitches>) {
  const sets = sceneGraph.getDataLayers(model, true).filter((layer) => layer instanceof SceneDataLayerSet);
  return sets.flatMap(({ state }) => state.layers).map((layer) => <LayerSwitch key={layer.state.key} layer={layer} />);
}

function LayerSwitch({ layer }: { readonly layer: SceneDataLayerProvider }) {
  const { name, isHidden, data } = layer.useState();
  const problem = data?.errors?.[0]?.message;
  return isHidden === true ? null : (
    <div style={{ display: 'flex' }}>
      <ControlsLabel htmlFor={`data-layer-${layer.state.key}`} label={name} {...(problem && { error: problem })} />
      <layer.Component model={layer} />
    </div>
  );
}
