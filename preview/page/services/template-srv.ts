import type { ScopedVars, TypedVariableModel } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { sceneGraph } from '@grafana/scenes';
import type { SceneObject } from '@grafana/scenes';

declare global {
  interface Window {
    /** The scene on the screen; scenes put it there. */
    __grafanaSceneContext?: SceneObject;
  }
}

/** Fills variables in by the scene that asks, else by the one on the screen; without one, not at all. */
export function templateSrv(): TemplateSrv {
  const scene = (scopedVars?: ScopedVars): SceneObject | undefined =>
    (scopedVars?.['__sceneObject']?.value as { valueOf(): SceneObject } | undefined)?.valueOf() ??
    window.__grafanaSceneContext;
  return {
    replace: (target = '', scopedVars, format) => {
      const sceneObject = scene(scopedVars);
      return sceneObject === undefined
        ? target
        : sceneGraph.interpolate(sceneObject, target, scopedVars, format as string);
    },
    getVariables: () => {
      const sceneObject = scene();
      const variables = sceneObject === undefined ? [] : sceneGraph.getVariables(sceneObject).state.variables;
      // Of each, editors offer the name alone.
      return variables.map(({ state }) => ({ name: state.name, type: state.type }) as TypedVariableModel);
    },
    containsTemplate: (target = '') => /\$\w|\$\{\w|\[\[\w/.test(target),
    updateTimeRange: () => undefined,
  };
}
