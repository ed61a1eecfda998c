//! The statements. A name in the database is one that was accepted before.

use rusqlite::{OptionalExtension, Params, Row, Transaction, params};

use super::Unread;
use crate::images::Image;
use crate::name::Name;
use crate::post::Post;
use crate::room::Room;

/// How far unread posts are counted.
const MOST_COUNTED: u32 = 100;

/// How many posts somebody gets at once who fell behind.
const MOST_CAUGHT_UP: u32 = 500;

pub const SCHEMA: &str = "
    PRAGMA foreign_keys = ON;
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS rooms (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS posts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        room TEXT NOT NULL REFERENCES rooms (id),
        author TEXT NOT NULL,
        text TEXT NOT NULL,
        sent_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS posts_of_rooms ON posts (room, id);
    CREATE TABLE IF NOT EXISTS images (
        post INTEGER NOT NULL REFERENCES posts (id),
        position INTEGER NOT NULL,
        file TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        PRIMARY KEY (post, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS readers (
        name TEXT NOT NULL,
        room TEXT NOT NULL REFERENCES rooms (id),
        up_to INTEGER NOT NULL,
        PRIMARY KEY (name, room)
    ) STRICT, WITHOUT ROWID;
";

pub fn rooms(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<Room>> {
    let mut query = transaction.prepare_cached("SELECT id, name FROM rooms ORDER BY position")?;
    let room = |row: &Row<'_>| {
        Ok(Room {
            id: row.get(0)?,
            name: row.get(1)?,
        })
    };
    query.query_map([], room)?.collect()
}

pub fn insert_room(transaction: &Transaction<'_>, id: &str, name: &str) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached("INSERT INTO rooms (id, name) VALUES (?, ?)")?;
    insert.execute([id, name]).map(drop)
}

/// Saves a post, and gives it with its id.
pub fn insert_post(
    transaction: &Transaction<'_>,
    room: &str,
    post: Post,
) -> rusqlite::Result<Post> {
    let mut insert = transaction
        .prepare_cached("INSERT INTO posts (room, author, text, sent_at) VALUES (?, ?, ?, ?)")?;
    let author = post.author.as_str();
    let id = insert.insert(params![room, author, post.text, post.sent_at])?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO images (post, position, file, width, height) VALUES (?, ?, ?, ?, ?)",
    )?;
    for (position, image) in (0_u32..).zip(&post.images) {
        insert.execute(params![id, position, image.file, image.width, image.height])?;
    }
    Ok(Post { id, ..post })
}

pub fn posts_before(
    transaction: &Transaction<'_>,
    room: &str,
    before: i64,
    count: u32,
) -> rusqlite::Result<Vec<Post>> {
    let newest_first = "SELECT id, author, text, sent_at FROM posts
         WHERE room = ? AND id < ? ORDER BY id DESC LIMIT ?";
    posts(transaction, newest_first, params![room, before, count])
}

pub fn posts_after(
    transaction: &Transaction<'_>,
    room: &str,
    after: i64,
) -> rusqlite::Result<Vec<Post>> {
    let newest_first = "SELECT id, author, text, sent_at FROM posts
         WHERE room = ? AND id > ? ORDER BY id DESC LIMIT ?";
    posts(
        transaction,
        newest_first,
        params![room, after, MOST_CAUGHT_UP],
    )
}

/// The posts that a query gives, the other way round, with their images.
fn posts(
    transaction: &Transaction<'_>,
    newest_first: &str,
    params: impl Params,
) -> rusqlite::Result<Vec<Post>> {
    let mut query = transaction.prepare_cached(newest_first)?;
    let posts = query.query_map(params, |row| {
        Ok(Post {
            id: row.get(0)?,
            author: Name::trusted(row.get(1)?),
            text: row.get(2)?,
            sent_at: row.get(3)?,
            images: Vec::new(),
        })
    })?;
    let mut posts: Vec<_> = posts.collect::<rusqlite::Result<_>>()?;
    posts.reverse();
    for post in &mut posts {
        post.images = images(transaction, post.id)?;
    }
    Ok(posts)
}

fn images(transaction: &Transaction<'_>, post: i64) -> rusqlite::Result<Vec<Image>> {
    let mut query = transaction.prepare_cached(
        "SELECT file, width, height FROM images WHERE post = ? ORDER BY position",
    )?;
    let image = |row: &Row<'_>| {
        Ok(Image {
            file: row.get(0)?,
            width: row.get(1)?,
            height: row.get(2)?,
        })
    };
    query.query_map([post], image)?.collect()
}

pub fn read_up_to(
    transaction: &Transaction<'_>,
    room: &str,
    reader: &Name,
) -> rusqlite::Result<i64> {
    let mut query =
        transaction.prepare_cached("SELECT up_to FROM readers WHERE name = ? AND room = ?")?;
    let up_to = query.query_row([reader.as_str(), room], |row| row.get(0));
    Ok(up_to.optional()?.unwrap_or_default())
}

pub fn set_read(
    transaction: &Transaction<'_>,
    room: &str,
    reader: &Name,
    up_to: i64,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO readers (name, room, up_to) VALUES (?, ?, ?)
         ON CONFLICT (name, room) DO UPDATE SET up_to = max(up_to, excluded.up_to)",
    )?;
    insert
        .execute(params![reader.as_str(), room, up_to])
        .map(drop)
}

pub fn read_all_if_new(transaction: &Transaction<'_>, reader: &Name) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO readers (name, room, up_to)
         SELECT ?1, rooms.id, coalesce((SELECT max(id) FROM posts WHERE room = rooms.id), 0)
         FROM rooms WHERE NOT EXISTS (SELECT 1 FROM readers WHERE name = ?1)",
    )?;
    insert.execute([reader.as_str()]).map(drop)
}

pub fn unread(
    transaction: &Transaction<'_>,
    room: &str,
    reader: &Name,
) -> rusqlite::Result<Unread> {
    let up_to = read_up_to(transaction, room, reader)?;
    let mut query = transaction.prepare_cached(
        "SELECT text FROM posts WHERE room = ? AND id > ? AND author <> ? LIMIT ?",
    )?;
    let texts = query.query_map(params![room, up_to, reader.as_str(), MOST_COUNTED], |row| {
        row.get(0)
    })?;
    let texts: Vec<String> = texts.collect::<rusqlite::Result<_>>()?;
    let mentions = texts.iter().filter(|text| reader.is_mentioned_in(text));
    Ok(Unread {
        posts: texts.len(),
        mentions: mentions.count(),
        last: posts_before(transaction, room, i64::MAX, 1)?.pop(),
    })
}
