import "react";

declare module "react" {
  interface CSSProperties {
    /** The colour of a person, in degrees. */
    "--hue"?: number;
  }
}
