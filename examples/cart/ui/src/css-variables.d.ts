import "react";

declare module "react" {
  interface CSSProperties {
    /** Tints a product's drawing, in degrees. */
    "--hue"?: number;
  }
}
