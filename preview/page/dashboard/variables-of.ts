import {
  ConstantVariable,
  CustomVariable,
  DataSourceVariable,
  IntervalVariable,
  QueryVariable,
  TextBoxVariable,
} from '@grafana/scenes';
import type { SceneVariable } from '@grafana/scenes';
import type { VariableModel } from '@grafana/schema';

/** @throws Error that names a variable of a kind the preview has not */
export function variablesOf(list: readonly VariableModel[]): SceneVariable[] {
  return list.map(variableOf);
}

function variableOf(model: VariableModel): SceneVariable {
  const common = commonOf(model);
  const several = severalOf(model);
  const text = typeof model.query === 'string' ? model.query : '';
  switch (model.type) {
    case 'query':
      return new QueryVariable({
        ...common,
        ...several,
        // A query of an object belongs to the data source alone.
        query: (model.query ?? '') as string,
        datasource: model.datasource ?? null,
        refresh: model.refresh ?? 1,
        regex: model.regex ?? '',
        sort: model.sort ?? 0,
      });
    case 'datasource':
      return new DataSourceVariable({ ...common, ...several, pluginId: text, regex: model.regex ?? '' });
    case 'custom':
      return new CustomVariable({ ...common, ...several, query: text });
    case 'interval':
      return new IntervalVariable({ ...common, intervals: text.split(','), value: String(model.current?.value ?? '') });
    case 'textbox':
      return new TextBoxVariable({ ...common, value: String(model.current?.value ?? text) });
    case 'constant':
      return new ConstantVariable({ ...common, value: text });
    default:
      throw new Error(`Variable "${model.name}" is of the kind "${model.type}", which the preview does not show.`);
  }
}

function commonOf({ name, label, description, hide, skipUrlSync }: VariableModel) {
  return {
    name,
    hide: hide ?? 0,
    skipUrlSync: skipUrlSync ?? false,
    ...(label && { label }),
    ...(description && { description }),
  };
}

function severalOf({ current, multi, includeAll, allValue }: VariableModel) {
  const value = current?.value ?? (includeAll === true ? '$__all' : '');
  return {
    value,
    text: current?.text ?? value,
    isMulti: multi ?? false,
    includeAll: includeAll ?? false,
    ...(allValue && { allValue }),
  };
}
