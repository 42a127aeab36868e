import { sizeText } from '../text/sizes.js';

/** A file that is not shown as a picture: its name, its size, and the way to it. */
export function FileCard(props: {
  readonly name: string;
  readonly size: number | null;
  readonly url: string;
}) {
  return (
    <a class="file-card" href={props.url} download={props.name}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M6 2.8h8l4.2 4.4v14H6z M14 2.8v4.4h4.2" />
      </svg>
      <span>
        <span class="file-name">{props.name}</span>
        {props.size !== null && <span class="small">{sizeText(props.size)}</span>}
      </span>
    </a>
  );
}
