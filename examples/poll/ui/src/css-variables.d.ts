import "react";

declare module "react" {
  interface CSSProperties {
    /** The colour of an option or a face, in degrees. */
    "--hue"?: number;
    /** How much of a bar is filled, from 0 to 1. */
    "--share"?: number;
  }
}
