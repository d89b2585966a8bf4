import {
  FieldColorModeId,
  FieldConfigProperty,
  identityOverrideProcessor,
  PanelPlugin,
  PluginType,
} from '@grafana/data';
import type { PanelProps } from '@grafana/data';
import type { ComponentType } from 'react';

/** What a panel knows beside the standard field options, as `path: default`. */
interface Knowledge {
  /** The panel's own options. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Its options for each field, below `custom`. */
  readonly custom?: Readonly<Record<string, unknown>>;
  /** How fields are coloured where nothing is said; default by thresholds. */
  readonly colorMode?: FieldColorModeId;
}

const nothing = () => null;

/** A panel without editors: the preview shows dashboards, it does not make them. */
export function panelPlugin<Options extends object>(
  id: string,
  Panel: ComponentType<PanelProps<Options>>,
  { options = {}, custom = {}, colorMode = FieldColorModeId.Thresholds }: Knowledge = {}
): PanelPlugin<Options> {
  const plugin = new PanelPlugin<Options>(Panel)
    .useFieldConfig({
      standardOptions: { [FieldConfigProperty.Color]: { defaultValue: { mode: colorMode } } },
      useCustomConfig: (builder) => {
        for (const [path, defaultValue] of Object.entries(custom)) {
          builder.addCustomEditor<unknown, unknown>({
            ...named(path),
            defaultValue,
            override: nothing,
            process: identityOverrideProcessor,
            shouldApply: () => true,
          });
        }
      },
    })
    .setPanelOptions((builder) => {
      for (const [path, defaultValue] of Object.entries(options)) {
        builder.addCustomEditor<unknown, unknown>({ ...named(path), defaultValue });
      }
    });
  plugin.meta = metaOf(id);
  return plugin;
}

function named(path: string) {
  return { id: path, path, name: path, editor: nothing };
}

function metaOf(id: string): PanelPlugin['meta'] {
  const info = {
    author: { name: '' },
    description: '',
    links: [],
    logos: { large: '', small: '' },
    screenshots: [],
    updated: '',
    version: '',
  };
  return { id, name: id, sort: 0, type: PluginType.panel, module: '', baseUrl: '', info };
}
