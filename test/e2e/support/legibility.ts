/**
 * How large a text must be on a wall. A capital that is read from 300 times its height is seen under 11 minutes of arc,
 * where a healthy eye needs 5; road signs are made for 360 times (30 feet an inch: Manual on Uniform Traffic Control
 * Devices, section 2A).
 */
const DISTANCE_TO_HEIGHT = 300;

const DISTANCE_MM = 5_000;

/** Of 55 inches at 16:9. */
const SCREEN_HEIGHT_MM = 685;

/**
 * The smallest capital that is read from five metres on a screen of 55 inches: 26 pixels of 1080.
 *
 * @param screenHeightPx of the whole screen
 */
export function smallestCapitalPx(screenHeightPx: number): number {
  return (DISTANCE_MM / DISTANCE_TO_HEIGHT) * (screenHeightPx / SCREEN_HEIGHT_MM);
}
