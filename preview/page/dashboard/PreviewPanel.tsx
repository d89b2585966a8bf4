import { css } from '@emotion/css';
import { LoadingState } from '@grafana/data';
import type { GrafanaTheme2, PanelData } from '@grafana/data';
import { VizPanel, sceneGraph } from '@grafana/scenes';
import type { SceneComponentProps } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { LOADING } from '../settled';

/**
 * A panel that says how far it is (`data-state`: "loading", "done" or "error") and what went wrong:
 * Grafana shows that behind a badge alone.
 */
export class PreviewPanel extends VizPanel {
  static override Component = PreviewPanelRenderer;
}

function PreviewPanelRenderer({ model }: SceneComponentProps<PreviewPanel>) {
  const styles = useStyles2(stylesOf);
  const { _pluginLoadError: pluginProblem, title } = model.useState();
  const { data } = sceneGraph.getData(model).useState();
  // A panel without queries would be given the data of the dashboard's annotations.
  const hasQueries = model.state.$data !== undefined;
  const problem = pluginProblem ?? (hasQueries ? problemOf(data) : undefined);
  const isLoading = model.getPlugin() === undefined || (hasQueries && !isAnswered(data));
  const name = model.interpolate(title, undefined, 'text');
  return (
    <div
      className={styles.panel}
      data-state={problem === undefined ? (isLoading ? LOADING : 'done') : 'error'}
      // Grafana names a panel by its title alone.
      {...(name === '' && { role: 'region', 'aria-label': `Panel ${model.getLegacyPanelId()}` })}
    >
      <VizPanel.Component model={model} />
      {problem !== undefined && (
        <p className={styles.problem} role="status" data-testid="preview-panel-error">
          {problem}
        </p>
      )}
    </div>
  );
}

function isAnswered(data: PanelData | undefined): boolean {
  return data !== undefined && data.state !== LoadingState.NotStarted && data.state !== LoadingState.Loading;
}

function problemOf(data: PanelData | undefined): string | undefined {
  return data?.state === LoadingState.Error
    ? (data.errors ?? []).map(({ message }) => message ?? 'The query failed.').join(' ')
    : undefined;
}

function stylesOf(theme: GrafanaTheme2) {
  return {
    panel: css({ position: 'relative', width: '100%', height: '100%' }),
    problem: css({
      position: 'absolute',
      left: theme.spacing(1),
      right: theme.spacing(1),
      bottom: theme.spacing(1),
      maxHeight: '60%',
      overflow: 'auto',
      overflowWrap: 'anywhere',
      margin: 0,
      padding: theme.spacing(0.5, 1),
      borderRadius: theme.shape.radius.default,
      border: `1px solid ${theme.colors.error.border}`,
      background: theme.colors.background.secondary,
      color: theme.colors.error.text,
    }),
  };
}
