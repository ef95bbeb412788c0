//! Folders that only this user may look into: they hold what nobody has reviewed yet.

use std::path::Path;

/// Makes a folder and the folders above it, for this user alone. One that exists keeps its mode: the operator may have chosen it.
pub fn make_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
