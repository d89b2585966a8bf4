import {
  behaviors,
  EmbeddedScene,
  SceneControlsSpacer,
  SceneFlexItem,
  SceneFlexLayout,
  SceneRefreshPicker,
  SceneTimePicker,
} from '@grafana/scenes';
import type { SceneDataLayerSet, SceneQueryRunner } from '@grafana/scenes';

import { PreviewPanel } from '../dashboard/PreviewPanel';
import { shownRange } from '../shown-range';

interface Facts {
  readonly title: string;
  readonly runner: SceneQueryRunner;
  /** Annotations over the panel; default none. */
  readonly layers?: SceneDataLayerSet;
}

/** One graph under a time picker, which shows what an editor asks for. */
export function answerScene({ title, runner, layers }: Facts) {
  const panel = new PreviewPanel({ title, pluginId: 'timeseries', $data: runner });
  const scene = new EmbeddedScene({
    $timeRange: shownRange({ from: 'now-30d', to: 'now' }),
    $behaviors: [new behaviors.SceneQueryController()],
    ...(layers && { $data: layers }),
    controls: [new SceneControlsSpacer(), new SceneTimePicker({}), new SceneRefreshPicker({ refresh: '' })],
    body: new SceneFlexLayout({ children: [new SceneFlexItem({ body: panel })] }),
  });
  return { scene, panel };
}
