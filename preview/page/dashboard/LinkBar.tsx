import { textUtil } from '@grafana/data';
import { SceneObjectBase, sceneGraph, VariableDependencyConfig } from '@grafana/scenes';
import type { SceneComponentProps, SceneObjectState } from '@grafana/scenes';
import type { DashboardLink } from '@grafana/schema';
import { Dropdown, LinkButton, Menu, ToolbarButton } from '@grafana/ui';

import { useDashboards } from '../use-dashboards';

interface State extends SceneObjectState {
  readonly links: readonly DashboardLink[];
}

/** The links of a dashboard, in the row of its controls. */
export class LinkBar extends SceneObjectBase<State> {
  static Component = LinkBarRenderer;
  protected override _variableDependency = new VariableDependencyConfig<State>(this, {
    onAnyVariableChanged: () => this.forceRender(),
  });
}

function LinkBarRenderer({ model }: SceneComponentProps<LinkBar>) {
  const { links } = model.useState();
  const dashboards = useDashboards() ?? [];
  // Links follow the range.
  sceneGraph.getTimeRange(model).useState();
  const hrefOf = (url: string, { keepTime, includeVars }: DashboardLink) => {
    const params = [keepTime && '${__url_time_range}', includeVars && '${__all_variables}'].filter((part) => part);
    const joined = params.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${params.join('&')}`;
    return textUtil.sanitizeUrl(sceneGraph.interpolate(model, joined));
  };
  return (
    <>
      {links.map((link) => {
        const target = link.targetBlank ? '_blank' : undefined;
        if (link.type === 'link') {
          return (
            <LinkButton
              key={link.title}
              href={hrefOf(link.url ?? '', link)}
              target={target}
              variant="secondary"
              tooltip={link.tooltip}
            >
              {link.title}
            </LinkButton>
          );
        }
        const linked = dashboards.filter(({ tags }) => link.tags.every((tag) => tags.includes(tag)));
        const items = linked.map(({ uid, title, url }) => ({ uid, title, href: hrefOf(url, link) }));
        return link.asDropdown ? (
          <Dropdown
            key={link.title}
            overlay={
              <Menu>
                {items.map(({ uid, title, href }) => (
                  <Menu.Item key={uid} label={title} url={href} target={target} />
                ))}
              </Menu>
            }
          >
            <ToolbarButton icon="bars" variant="default" isOpen={false}>
              {link.title}
            </ToolbarButton>
          </Dropdown>
        ) : (
          items.map(({ uid, title, href }) => (
            <LinkButton key={uid} href={href} target={target} variant="secondary">
              {title}
            </LinkButton>
          ))
        );
      })}
    </>
  );
}
