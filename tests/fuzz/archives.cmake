# A handful of small archives for fuzz_archive, made with what CMake itself brings:
#   cmake -DOUT=folder -DFROM=folder of text files -P archives.cmake
file(GLOB files ${FROM}/*)
list(SORT files)
list(GET files 0 one)
get_filename_component(name ${one} NAME)

function(pack archive)
    execute_process(COMMAND ${CMAKE_COMMAND} -E tar ${ARGN} WORKING_DIRECTORY ${FROM} RESULT_VARIABLE failed ERROR_QUIET)
    if(failed) # a CMake without that format: one seed less
        file(REMOVE ${archive})
    endif()
endfunction()

foreach(format gnutar pax zip 7zip)
    pack(${OUT}/x.${format} cf ${OUT}/x.${format} --format=${format} -- ${name})
endforeach()
pack(${OUT}/x.tar.gz czf ${OUT}/x.tar.gz -- ${name})
pack(${OUT}/x.tar.bz2 cjf ${OUT}/x.tar.bz2 -- ${name})
pack(${OUT}/x.tar.xz cJf ${OUT}/x.tar.xz -- ${name})
pack(${OUT}/x.tar.zst cf ${OUT}/x.tar.zst --zstd -- ${name})
# archives in an archive
execute_process(COMMAND ${CMAKE_COMMAND} -E tar cf ${OUT}/nested.zip --format=zip -- x.gnutar x.tar.gz x.7zip x.tar.zst
                WORKING_DIRECTORY ${OUT} ERROR_QUIET)
