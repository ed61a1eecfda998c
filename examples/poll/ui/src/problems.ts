import type { CommandErrorOf, UndeclaredCommandError } from "@musubi/client";

type VoteError = CommandErrorOf<"PollStore", "vote", Musubi.Stores>;
type CloseError = CommandErrorOf<"PollStore", "close", Musubi.Stores>;
export type CreateError = CommandErrorOf<"PollsStore", "create", Musubi.Stores>;

/** What to tell somebody whose vote did not count, or whose poll was not closed. */
export function pollProblem(error: VoteError | CloseError): string {
  switch (error.code) {
    case "closed":
      return "Too late: this poll is closed.";
    case "unknown_option":
      return "This poll has no such option.";
    case "full":
      return `${error.detail.most.toLocaleString("en")} people have voted, and that is all there is room for.`;
    case "gone":
      return "This poll is gone.";
    case "not_yours":
      return "Only who asked can close a poll.";
    default:
      return callProblem(error);
  }
}

/** What to tell somebody whose poll was not opened. */
export function createProblem(error: CreateError): string {
  switch (error.code) {
    case "empty_question":
      return "What do you want to ask?";
    case "question_too_long":
      return `Make it shorter: ${error.detail.most} letters at most.`;
    case "duplicate_question":
      return "This is being asked already.";
    case "too_few_options":
      return `Give people a choice: ${error.detail.fewest} options at least.`;
    case "too_many_options":
      return `${error.detail.most} options are the most there can be.`;
    case "option_too_long":
      return `Make it shorter: ${error.detail.most} letters at most.`;
    case "duplicate_option":
      return "This option is there already.";
    case "closing_time":
      return `A poll is open for ${error.detail.least} to ${error.detail.most} seconds.`;
    case "too_many_polls":
      return `${error.detail.most} polls are open. Wait for one to close.`;
    default:
      return callProblem(error);
  }
}

/** What to tell somebody whose request did not get through. */
export function callProblem(error: UndeclaredCommandError): string {
  return error.code === "Disconnected" || error.code === "Store is not connected"
    ? "The connection was lost. Please try again."
    : "That did not work. Please try again.";
}
