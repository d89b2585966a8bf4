import { locationUtil, textUtil } from '@grafana/data';
import { SceneObjectBase, sceneGraph, VariableDependencyConfig } from '@grafana/scenes';
import type { SceneComponentProps, SceneObjectState } from '@grafana/scenes';
import type { Panel } from '@grafana/schema';
import { PanelChrome, Icon } from '@grafana/ui';

interface State extends SceneObjectState {
  readonly links: NonNullable<Panel['links']>;
}

/** The links of a panel, beside its title. */
export class PanelLinks extends SceneObjectBase<State> {
  static Component = PanelLinksRenderer;
  protected override _variableDependency = new VariableDependencyConfig<State>(this, {
    onAnyVariableChanged: () => this.forceRender(),
  });
}

function PanelLinksRenderer({ model }: SceneComponentProps<PanelLinks>) {
  // Links follow the range.
  sceneGraph.getTimeRange(model).useState();
  return (
    <>
      {model.useState().links.map(({ title, url, targetBlank }) => (
        <PanelChrome.TitleItem
          key={title}
          title={title}
          href={hrefOf(model, url ?? '')}
          {...(targetBlank && { target: '_blank' as const })}
        >
          <Icon name="external-link-alt" aria-label={title} />
        </PanelChrome.TitleItem>
      ))}
    </>
  );
}

function hrefOf(model: PanelLinks, url: string): string {
  return locationUtil.assureBaseUrl(textUtil.sanitizeUrl(sceneGraph.interpolate(model, url)));
}
