import type { Field } from '@grafana/data';

interface HideFrom {
  readonly viz?: boolean;
  readonly tooltip?: boolean;
}

/** Whether a field is left out of a panel's drawing or of its tooltip. */
export function isHidden({ config }: Field, from: keyof HideFrom): boolean {
  const custom = config.custom as { readonly hideFrom?: HideFrom } | undefined;
  return custom?.hideFrom?.[from] === true;
}
