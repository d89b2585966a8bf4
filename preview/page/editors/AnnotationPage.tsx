import { DataFrameView } from '@grafana/data';
import type { AnnotationEvent, AnnotationQuery, DataQuery } from '@grafana/data';
import {
  behaviors,
  dataLayers,
  EmbeddedScene,
  SceneControlsSpacer,
  SceneDataLayerSet,
  SceneFlexItem,
  SceneFlexLayout,
  SceneQueryRunner,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  VizPanel,
} from '@grafana/scenes';
import { Alert } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { boot } from '../boot';
import { useLoaded } from '../loaded';
import { EditorPage } from './EditorPage';

/** The editor of a dashboard's annotations, with its marks over a graph. */
export function AnnotationPage() {
  const { instance, settings } = useLoaded();
  const support = instance.annotations;
  const datasource = { uid: settings.uid, type: settings.type };
  const [annotation, setAnnotation] = useState<AnnotationQuery>(() => ({
    name: 'Annotations',
    enable: true,
    iconColor: 'red',
    datasource,
    target: { refId: 'Anno', ...support?.getDefaultQuery?.() },
  }));
  const { scene, layer } = useMemo(
    () => markedScene(annotation, instance.getDefaultQuery?.('panel-editor' as never) ?? {}),
    []
  );
  const { data } = layer.useState();
  const prepared = support?.prepareAnnotation?.(annotation) ?? annotation;
  const Editor = support?.QueryEditor;
  if (Editor === undefined) {
    return <Alert severity="error" title="The plugin has no annotation editor." />;
  }
  const change = (changed: AnnotationQuery) => {
    setAnnotation(changed);
    layer.setState({ query: changed });
    layer.runLayer();
  };
  const events = (data?.series ?? []).reduce((sum, frame) => sum + new DataFrameView<AnnotationEvent>(frame).length, 0);
  return (
    <EditorPage title="Annotation editor" subtitle="Grafana shows it in a dashboard's settings.">
      <Editor
        datasource={instance}
        query={(prepared.target ?? { refId: 'Anno' }) as DataQuery}
        annotation={annotation}
        onChange={(target) => change({ ...annotation, target })}
        onAnnotationChange={change}
        onRunQuery={() => layer.runLayer()}
      />
      {data?.errors?.map(({ message }) => (
        <Alert key={message} severity="error" title={message ?? 'The query failed.'} />
      ))}
      <p data-testid="preview-annotation-count">{events} annotations</p>
      <div style={{ height: 420, display: 'flex' }}>
        <scene.Component model={scene} />
      </div>
    </EditorPage>
  );
}

function markedScene(annotation: AnnotationQuery, query: object) {
  const layer = new dataLayers.AnnotationsDataLayer({ name: annotation.name, query: annotation });
  const { timeRange } = boot;
  const range =
    timeRange === null
      ? { from: 'now-30d', to: 'now' }
      : { from: new Date(timeRange.fromMs).toISOString(), to: new Date(timeRange.toMs).toISOString() };
  const runner = new SceneQueryRunner({
    queries: [{ refId: 'A', ...query, metric: 'deploymentFrequency', shape: 'series' }],
    ...(annotation.datasource && { datasource: annotation.datasource }),
    maxDataPoints: 500,
  });
  const scene = new EmbeddedScene({
    $timeRange: new SceneTimeRange(range),
    $behaviors: [new behaviors.SceneQueryController()],
    $data: new SceneDataLayerSet({ layers: [layer] }),
    controls: [new SceneControlsSpacer(), new SceneTimePicker({}), new SceneRefreshPicker({ refresh: '' })],
    body: new SceneFlexLayout({
      children: [
        new SceneFlexItem({ body: new VizPanel({ title: 'Deployments', pluginId: 'timeseries', $data: runner }) }),
      ],
    }),
  });
  return { scene, layer };
}
