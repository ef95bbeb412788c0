//! Pictures that are shown beside a name: read, made small, and written anew. What comes out was painted dot by dot in here, so nothing of the
//! file that was sent is left in it: no place where it was taken, no second file behind the first.

use super::child::say;
use super::protocol::{Ending, Line};
use crate::domain::words::FileStatus;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{ImageFormat, ImageReader, Limits};
use std::fs::File;
use std::io::{BufReader, Cursor, Seek, SeekFrom};

/// Wider or higher ones are photographs for printing, and may be bombs.
const MAX_SIDE: u32 = 8_192;
/// Less than a reader may use.
const MAX_ALLOC: u64 = 512 << 20;

/// Sends the picture as a PNG of at most `side` dots a side.
pub fn read(file: &mut File, side: u32) -> Ending {
    match paint(file, side) {
        Ok(png) => {
            say(&Line::Picture { png: BASE64_STANDARD.encode(png) });
            Ending::new(FileStatus::NoText)
        }
        Err(Fault::Kind) => Ending::new(FileStatus::Unsupported).because("The picture must be a PNG, a JPEG or a WebP."),
        Err(Fault::Read(reason)) => Ending::new(FileStatus::Corrupt).because(format!("The picture could not be read: {reason}.")),
    }
}

enum Fault {
    Kind,
    Read(String),
}

fn paint(file: &mut File, side: u32) -> Result<Vec<u8>, Fault> {
    let read = |fault: &dyn std::fmt::Display| Fault::Read(fault.to_string());
    file.seek(SeekFrom::Start(0)).map_err(|fault| read(&fault))?;
    let mut reader = ImageReader::new(BufReader::new(file)).with_guessed_format().map_err(|fault| read(&fault))?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(Fault::Kind);
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(MAX_SIDE), Some(MAX_SIDE), Some(MAX_ALLOC));
    reader.limits(limits);
    let picture = reader.decode().map_err(|fault| read(&fault))?;
    let picture = if picture.width() > side || picture.height() > side { picture.thumbnail(side, side) } else { picture };
    // Eight bits a channel: a picture of sixteen is four times as large and looks the same.
    let picture = image::DynamicImage::ImageRgba8(picture.to_rgba8());
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(|fault| read(&fault))?;
    Ok(png.into_inner())
}
