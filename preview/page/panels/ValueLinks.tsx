import type { FieldDisplay } from '@grafana/data';
import { DataLinksContextMenu } from '@grafana/ui';
import type { MouseEventHandler, ReactElement } from 'react';

interface Props {
  readonly value: FieldDisplay;
  readonly children: (openMenu?: MouseEventHandler<HTMLElement>) => ReactElement;
}

/** A value with its links, where it has any: one opens at once, several in a menu. */
export function ValueLinks({ value, children }: Props) {
  const { getLinks, hasLinks } = value;
  return hasLinks && getLinks !== undefined ? (
    <DataLinksContextMenu links={getLinks}>{({ openMenu }) => children(openMenu)}</DataLinksContextMenu>
  ) : (
    children()
  );
}
