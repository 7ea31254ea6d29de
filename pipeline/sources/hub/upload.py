"""The way back to the Hub: a folder as a data set, in one commit of huggingface_hub's own."""

from pathlib import Path

from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from pipeline.model.outcomes import FAILED, SOURCE_FAILED, Refused


def upload_dataset(folder: Path, name: str, *, endpoint: str, token: str | None) -> str:
    """Put the files of a folder into a data set, which is made where it does not exist; the commit's address.

    Files of the data set that the folder does not have stay there.

    Raises:
        Refused: there is no token, or the Hub will not have it; it says what a person can do.
    """
    if not token:
        raise Refused("HF_TOKEN is not set: make a token that may write to the data set, and hand it over by that name")
    api = HfApi(endpoint=endpoint, token=token)
    try:
        api.create_repo(name, repo_type="dataset", exist_ok=True)
        made = api.upload_folder(
            repo_id=name, repo_type="dataset", folder_path=folder, commit_message="The list as of its last change"
        )
    except HfHubHTTPError as error:
        status = error.response.status_code
        why = f"the Hub answers {status} to the upload to {name}"
        if status in {401, 403, 404}:
            raise Refused(f"{why}: the token may not write there, or the name is another's", code=FAILED) from error
        raise Refused(f"{why}: try again later", code=SOURCE_FAILED) from error
    except OSError as error:
        raise Refused(f"the Hub at {endpoint} cannot be reached: {error}", code=SOURCE_FAILED) from error
    return made.commit_url
