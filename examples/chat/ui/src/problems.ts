import type {
  CommandErrorOf,
  MusubiMountError,
  UndeclaredCommandError,
  UploadConfig,
  UploadError,
} from "@musubi/client";

type RoomError = CommandErrorOf<"LobbyStore", "add_room", Musubi.Stores>;
type SendError = CommandErrorOf<"RoomStore", "send", Musubi.Stores>;

/** What to tell somebody whom the chat does not let in. */
export function enterProblem(error: MusubiMountError): string {
  switch (error.code) {
    case "nameless":
      return "What should we call you?";
    case "letters":
      return "A name has letters, digits, - and _ only.";
    // Says how many letters.
    case "length":
      return error.reason;
    default:
      return "We cannot let you in at the moment. Please try again.";
  }
}

/** What to tell somebody who cannot see a room. */
export function openProblem(error: Error & { code?: string | undefined }): string {
  return error.code === "unknown_room"
    ? "There is no such room."
    : "This room cannot be opened at the moment.";
}

/** What to tell somebody whose room was not made. */
export function roomProblem(error: RoomError): string {
  switch (error.code) {
    case "nameless":
      return "A room needs a name with letters in it.";
    case "too_long":
      return `A name has ${error.detail.longest} letters at most.`;
    case "taken":
      return `There is a room “${error.detail.name}”.`;
    case "too_many":
      return `There are ${error.detail.most} rooms already, and no place for more.`;
    case "unavailable":
      return "The room could not be made. Please try again.";
    default:
      return callProblem(error);
  }
}

/** What to tell somebody whose message was not sent. */
export function sendProblem(error: SendError): string {
  switch (error.code) {
    case "empty":
      return "There is nothing in it.";
    case "too_long":
      return `It is too long: ${error.detail.most} letters are enough.`;
    case "not_an_image":
      return `${error.detail.name} is not an image. Remove it first.`;
    case "unavailable":
      return "It could not be saved.";
    default:
      return callProblem(error);
  }
}

/** Why a file is not offered to the server, which would refuse it; `null` where it is. */
export function fileProblem(file: File, config: UploadConfig): string | null {
  const { accept, maxFileSize } = config;
  const name = file.name.toLowerCase();
  if (accept !== "any" && !accept.some((extension) => name.endsWith(extension))) {
    return `${file.name} is not an image of a kind that can be sent.`;
  }
  if (file.size > maxFileSize) {
    return `${file.name} is too large: ${Math.floor(maxFileSize / 1_000_000)} MB are the most.`;
  }
  return null;
}

/** What to tell somebody whose image the server did not take. */
export function refusedProblem(error: UploadError): string {
  const problem = uploadProblem(error);
  return error.clientName === undefined ? problem : `${error.clientName}: ${problem}`;
}

/** What to tell somebody whose image did not arrive. */
export function uploadProblem(error: UploadError): string {
  switch (error.code) {
    case "too_large":
      return "Too large.";
    case "too_many_files":
      return "Too many images.";
    case "not_accepted":
      return "Not an image of a kind that can be sent.";
    case "chunk_timeout":
      return "It took too long.";
    default:
      return "It did not arrive.";
  }
}

/** Whether there was no connection to send something over. */
export function isOffline(error: { readonly code: string | undefined }): boolean {
  return error.code === "Disconnected" || error.code === "Store is not connected";
}

function callProblem(error: UndeclaredCommandError): string {
  return isOffline(error) ? "The connection was lost." : "That did not work. Please try again.";
}
