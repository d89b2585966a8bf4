import { css } from '@emotion/css';
import { CoreApp } from '@grafana/data';
import type { DataQueryRequest, GrafanaTheme2 } from '@grafana/data';
import { SceneObjectBase } from '@grafana/scenes';
import type { SceneComponentProps, SceneObject, SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

interface State extends SceneObjectState {
  /** What stands above the panels: choices to the left, links and time to the right. */
  readonly choices: SceneObject[];
  readonly links: SceneObject[];
  readonly time: SceneObject[];
  readonly body: SceneObject;
}

/** A dashboard laid out as Grafana's. */
export class DashboardScene extends SceneObjectBase<State> {
  static Component = DashboardSceneRenderer;

  constructor(state: State) {
    super(state);
    this.addActivationHandler(() => {
      window.__grafanaSceneContext = this;
      return () => {
        if (window.__grafanaSceneContext === this) {
          delete window.__grafanaSceneContext;
        }
      };
    });
  }

  /** What scenes put into each request for data: who asks, as Grafana's dashboards say. */
  enrichDataRequest(): Partial<DataQueryRequest> {
    return { app: CoreApp.Dashboard };
  }
}

function DashboardSceneRenderer({ model }: SceneComponentProps<DashboardScene>) {
  const styles = useStyles2(stylesOf);
  const { choices, links, time, body } = model.useState();
  const isBare = [choices, links, time].every(({ length }) => length === 0);
  return (
    <div className={styles.dashboard}>
      {!isBare && (
        <div className={styles.controls}>
          <Group objects={[...choices, ...links]} className={styles.choices} />
          <Group objects={time} className={styles.time} />
        </div>
      )}
      <div className={styles.body}>
        <body.Component model={body} />
      </div>
    </div>
  );
}

function Group({ objects, className }: { readonly objects: readonly SceneObject[]; readonly className: string }) {
  return (
    <div className={className}>
      {objects.map((object) => (
        <object.Component key={object.state.key} model={object} />
      ))}
    </div>
  );
}

function stylesOf(theme: GrafanaTheme2) {
  const row = { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: theme.spacing(1) } as const;
  return {
    dashboard: css({
      flexGrow: 1,
      minHeight: 0,
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(2),
    }),
    controls: css({ ...row, alignItems: 'flex-start' }),
    choices: css({ ...row, flex: '1 1 600px', minWidth: 0 }),
    time: css(row),
    body: css({ flexGrow: 1, minHeight: 0, display: 'flex' }),
  };
}
