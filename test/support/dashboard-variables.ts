import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import { setTemplateSrv } from '@grafana/runtime';
import type { TemplateSrv } from '@grafana/runtime';

/** Several values, as of a multi-value variable or of All; or what All is spelled as. */
type Value = string | readonly string[] | { readonly customAll: string };

const REFERENCE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?::([^}]+))?\}/g;

/**
 * Grafana publishes the interface of its template service, not the service. This one keeps its
 * rules: an unknown variable stays as it is; a format function gets the value or the list of
 * values; a format spelled in the text wins over the function; a custom All value is put in as it
 * is; scoped variables win.
 */
export class DashboardVariables implements TemplateSrv {
  constructor(private readonly values: Readonly<Record<string, Value>>) {}

  getVariables(): TypedVariableModel[] {
    // Only these two of a variable's many fields are read.
    return Object.keys(this.values).map((name) => ({ type: 'query', name })) as TypedVariableModel[];
  }

  // `Function` is the interface's own choice.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
  replace(target = '', scopedVars: ScopedVars = {}, format?: string | Function): string {
    return target.replace(REFERENCE, (match: string, ...groups: unknown[]) => {
      const [plain, square, squareFormat, braced, bracedFormat] = groups;
      const name = String(plain ?? square ?? braced);
      const value = (scopedVars[name]?.value as Value | undefined) ?? this.values[name];
      if (value === undefined) {
        return match;
      }
      if (typeof value === 'object' && 'customAll' in value) {
        return value.customAll;
      }
      return formatted(value, squareFormat ?? bracedFormat ?? format);
    });
  }

  containsTemplate(target = ''): boolean {
    return this.replace(target) !== target;
  }

  updateTimeRange(): void {}
}

function formatted(value: string | readonly string[], format: unknown): string {
  if (typeof format === 'function') {
    return (format as (value: unknown) => string)(value);
  }
  // Grafana's format where none is asked for.
  return typeof value === 'string' ? value : `{${value.join(',')}}`;
}

/** Gives the code under test a dashboard with these variables. */
export function setDashboard(values: Readonly<Record<string, Value>>): DashboardVariables {
  const variables = new DashboardVariables(values);
  setTemplateSrv(variables);
  return variables;
}
