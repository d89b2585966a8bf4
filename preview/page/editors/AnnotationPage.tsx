import { CoreApp, DataFrameView } from '@grafana/data';
import type { AnnotationEvent, AnnotationQuery } from '@grafana/data';
import { dataLayers, SceneDataLayerSet, SceneQueryRunner } from '@grafana/scenes';
import { Alert } from '@grafana/ui';
import { useState } from 'react';

import { useLoaded } from '../loaded';
import { answerScene } from './answer-scene';
import { TitledPage } from '../TitledPage';

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
  const [{ scene, layer }] = useState(() =>
    markedScene(annotation, instance.getDefaultQuery?.(CoreApp.PanelEditor) ?? {})
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
    <TitledPage title="Annotation editor" subtitle="Grafana shows it in a dashboard's settings.">
      <Editor
        datasource={instance}
        query={prepared.target ?? { refId: 'Anno' }}
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
    </TitledPage>
  );
}

function markedScene(annotation: AnnotationQuery, query: object) {
  const layer = new dataLayers.AnnotationsDataLayer({ name: annotation.name, query: annotation });
  const runner = new SceneQueryRunner({
    queries: [{ refId: 'A', ...query, metric: 'deploymentFrequency', shape: 'series' }],
    ...(annotation.datasource && { datasource: annotation.datasource }),
    maxDataPoints: 500,
  });
  const layers = new SceneDataLayerSet({ layers: [layer] });
  return { layer, ...answerScene({ title: 'Deployments', runner, layers }) };
}
