//! Compiles the contract: `proto/` to Rust code and to descriptors, with no `protoc`.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../proto");
    let mut files = vec!["praxis/policy/v1/policy.proto".to_owned()];
    for entry in fs::read_dir("../proto/praxis/v1")? {
        files.push(format!("praxis/v1/{}", entry?.file_name().to_string_lossy()));
    }
    files.sort();

    let mut compiler = protox::Compiler::new(["../proto"])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // The encoded set keeps the custom `access` option and the comments; the typed one drops the option.
    fs::write(out.join("descriptors.bin"), compiler.encode_file_descriptor_set())?;
    tonic_prost_build::configure()
        .compile_well_known_types(false)
        .bytes(".none")
        // large, and rarely there
        .boxed(".praxis.v1.GetSessionResponse.api_token")
        .boxed(".praxis.v1.SignInResponse.session")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
