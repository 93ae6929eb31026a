// A guest in Rust, without its core library: what matters is what its compiler writes. It calls through the table, in the long form
// that compilers write since they know of reference types, and its section of features names these. guest.wasm was made by
//
//	rustc +nightly --target wasm32-unknown-unknown --crate-type cdylib -C panic=abort -C opt-level=0 -o guest.wasm guest.rs
#![no_core]
#![feature(no_core, lang_items, intrinsics, rustc_attrs, auto_traits)]
#![allow(internal_features)]
#[lang = "pointee_sized"] pub trait PointeeSized {}
#[lang = "meta_sized"] pub trait MetaSized: PointeeSized {}
#[lang = "sized"] pub trait Sized: MetaSized {}
#[lang = "copy"] pub trait Copy {}
impl Copy for u32 {} impl Copy for u64 {}
#[lang = "freeze"] pub auto trait Freeze {}
#[lang = "sync"] trait Sync {}
impl Sync for [fn(u32) -> u32; 2] {}
impl Sync for fn(u32) -> u32 {}
impl Sync for u8 {}
fn a(n: u32) -> u32 { n }
fn b(_: u32) -> u32 { 4096 }
#[no_mangle] pub static mut F: fn(u32) -> u32 = a;
#[no_mangle] pub extern "C" fn muster_room(n: u32) -> u32 { unsafe { F = b; F(n) } }
#[no_mangle] pub extern "C" fn muster_begin(_seat: u32, _seed: u64, _n: u32) { unsafe { F = a; F(1); } }
#[no_mangle] pub extern "C" fn muster_think(_n: u32) -> u64 { 1 }
#[lang = "drop_glue"] fn drop_glue<T: PointeeSized>(_: *mut T) {}
