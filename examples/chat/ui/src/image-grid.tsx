import { useRef, useState } from "react";

interface ImageGridProps {
  images: readonly Musubi.Types.Image[];
  author: string;
}

/** The images of a message. One of them can be seen in full. */
export function ImageGrid({ images, author }: ImageGridProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState<Musubi.Types.Image | null>(null);
  const show = (image: Musubi.Types.Image): void => {
    setOpen(image);
    dialog.current?.showModal();
  };
  return (
    <>
      <ul className="images" data-count={images.length} style={{ width: widthOf(images) }}>
        {images.map((image, index) => (
          <li key={image.file}>
            <button type="button" onClick={() => show(image)}>
              <img
                src={addressOfImage(image)}
                width={image.width}
                height={image.height}
                loading="lazy"
                alt={`Nr. ${index + 1} of ${author}`}
              />
            </button>
          </li>
        ))}
      </ul>
      <dialog ref={dialog} className="full-image" aria-label="Image" onClose={() => setOpen(null)}>
        {open && <img className="whole" src={addressOfImage(open)} alt={`From ${author}`} />}
        <form method="dialog">
          <button type="submit" className="plain icon" aria-label="Close">
            ×
          </button>
        </form>
      </dialog>
    </>
  );
}

/** Known before an image is loaded, so that nothing moves when it is. */
function widthOf(images: readonly Musubi.Types.Image[]): string {
  const [first, ...others] = images;
  const own = first && others.length === 0 ? `${first.width}px` : "100vw";
  return `min(26rem, 68vw, ${own})`;
}

function addressOfImage(image: Musubi.Types.Image): string {
  return `images/${image.file}`;
}
